/* Where unsent operations lie: IndexedDB; localStorage where that is refused; memory as the last.
   A record: {id, queue, op, tried, refused}. `tried` is written before the first attempt, because
   a lost answer may mean that the server has it; `refused` is the sentence of a refusal. */

import {inOrder, isUntried} from './plan.js';

const NAME = 'zhubo-outbox';
const PREFIX = 'zhubo-op:';
const OPENING_MS = 3000;

/** All shelves as one: a record goes to the first that accepts it, reading asks every one. */
export function openShelves() {
  const shelves = [new IndexedShelf(), new LocalShelf(), new MemoryShelf()];
  const all = async work => (await Promise.all(shelves.map(shelf => quietly(work, shelf)))).flat();
  return {
    async add(record) {
      for (const shelf of shelves) if (await accepts(shelf, record)) return shelf.kind;
      return null;
    },
    list: async queue => inOrder(await all(shelf => shelf.list(queue))),
    /** Every queue whose name begins so: all of one person's. */
    listBelow: async start => inOrder(await all(shelf => shelf.listBelow(start))),
    claim: async ids => inOrder(await all(shelf => shelf.change(ids, markTried))),
    refuse: sentences => all(shelf => shelf.change([...sentences.keys()], markRefused(sentences))),
    drop: ids => all(shelf => shelf.drop(ids)),
    /** Forgets an untried note and what was changed on it; says whether that was possible. */
    dropUntried: async (queue, key) =>
      (await all(shelf => shelf.dropUntried(queue, key))).length > 0,
  };
}

const markTried = record => ({...record, tried: true});
const markRefused = sentences => record =>
  ({...record, tried: true, refused: sentences.get(record.id)});

async function accepts(shelf, record) {
  try {
    await shelf.add(record);
    return true;
  } catch (error) {
    console.warn(`outbox: ${shelf.kind} refused`, error);
    return false;
  }
}

/** A shelf that cannot be read holds nothing that could have been put there. */
async function quietly(work, shelf) {
  if (shelf.closed) return [];
  try {
    return (await work(shelf)) ?? [];
  } catch (error) {
    console.warn(`outbox: ${shelf.kind} cannot be read`, error);
    return [];
  }
}

const settled = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** IndexedDB, one store; each method is one transaction, so two tabs never see half of one. */
class IndexedShelf {
  kind = 'indexeddb';
  #opening = null;
  #failures = 0;

  get closed() {
    return this.#failures > 2;
  }

  async #database() {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = null;
      this.#failures += 1;
      throw error;
    }
  }

  async #open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore('ops', {keyPath: 'id'}).createIndex('queue', 'queue');
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error('IndexedDB does not answer')), OPENING_MS));
    const database = await Promise.race([settled(request), late]);
    const forget = () => { this.#opening = null; };
    database.onversionchange = () => { database.close(); forget(); };
    database.onclose = forget;
    return database;
  }

  async #within(mode, work) {
    const database = await this.#database();
    const transaction = database.transaction('ops', mode, {durability: 'strict'});
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
    const found = work(transaction.objectStore('ops'));
    await Promise.all([found, finished]);
    return found;
  }

  add(record) {
    return this.#within('readwrite', store => settled(store.add(record)));
  }

  list(queue) {
    return this.#within('readonly', store => settled(store.index('queue').getAll(queue)));
  }

  listBelow(start) {
    const names = IDBKeyRange.bound(start, `${start}\uffff`);
    return this.#within('readonly', store => settled(store.index('queue').getAll(names)));
  }

  change(ids, made) {
    return this.#within('readwrite', async store => {
      const found = await Promise.all(ids.map(id => settled(store.get(id))));
      const changed = found.filter(Boolean).map(made);
      changed.forEach(record => store.put(record));
      return changed;
    });
  }

  drop(ids) {
    return this.#within('readwrite', store => { ids.forEach(id => store.delete(id)); });
  }

  dropUntried(queue, key) {
    return this.#within('readwrite', async store => {
      const records = await settled(store.index('queue').getAll(queue));
      const gone = isUntried(records, key) ? records.filter(({op}) => op.key === key) : [];
      gone.forEach(({id}) => store.delete(id));
      return gone;
    });
  }
}

/** What the two simpler shelves share: they only tell how to read, write and delete one record. */
class SimpleShelf {
  async add(record) {
    this.put(record);
  }

  async list(queue) {
    return this.every().filter(record => record.queue === queue);
  }

  async listBelow(start) {
    return this.every().filter(record => record.queue.startsWith(start));
  }

  async change(ids, made) {
    const changed = this.every().filter(({id}) => ids.includes(id)).map(made);
    changed.forEach(record => this.put(record));
    return changed;
  }

  async drop(ids) {
    ids.forEach(id => this.remove(id));
  }

  async dropUntried(queue, key) {
    const records = await this.list(queue);
    const gone = isUntried(records, key) ? records.filter(({op}) => op.key === key) : [];
    await this.drop(gone.map(({id}) => id));
    return gone;
  }
}

/** localStorage, one item a record, so that two tabs never overwrite each other's list. */
class LocalShelf extends SimpleShelf {
  kind = 'localstorage';

  put(record) {
    localStorage.setItem(PREFIX + record.id, JSON.stringify(record));
  }

  every() {
    return Object.keys(localStorage).filter(name => name.startsWith(PREFIX))
      .map(name => JSON.parse(localStorage.getItem(name)));
  }

  remove(id) {
    localStorage.removeItem(PREFIX + id);
  }
}

/** Memory: lost with the tab, better than refusing a tap. */
class MemoryShelf extends SimpleShelf {
  kind = 'memory';
  #records = new Map();

  put(record) {
    this.#records.set(record.id, record);
  }

  every() {
    return [...this.#records.values()];
  }

  remove(id) {
    this.#records.delete(id);
  }
}
