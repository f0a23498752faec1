// What was typed and has not reached the server yet, kept in this browser also when it is closed. The key
// names plan, person and the number of the last version, so that what was filed is never brought back.

const memory = new Map();

/** localStorage, or memory where a browser refuses it. */
function store() {
  try {
    localStorage.setItem('plan:probe', '1');
    localStorage.removeItem('plan:probe');
    return localStorage;
  } catch {
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    };
  }
}

export class Shelf {
  /** key: "plan-person-latest". Leftovers of earlier versions of the same plan are cleared away. */
  constructor(key) {
    this.kept = store();
    this.key = `plan:${key}`;
    const same = this.key.slice(0, this.key.lastIndexOf('-') + 1);
    const names = this.kept === globalThis.localStorage ? Object.keys(localStorage) : [];
    names.filter((name) => name.startsWith(same) && name !== this.key).forEach((name) => this.kept.removeItem(name));
  }

  /** values: pairs of name and value, as the form would send them; sent: it went out as a page. */
  put(revision, values, sent = false) {
    this.kept.setItem(this.key, JSON.stringify({ revision, values, sent }));
  }

  take() {
    const text = this.kept.getItem(this.key);
    return text === null ? null : JSON.parse(text);
  }

  clear() {
    this.kept.removeItem(this.key);
  }
}
