/* Whose turn it is to send: one tab of a browser at a time, so that order is kept.
   `navigator.locks` where there is one (HTTPS), else a lease in localStorage that runs out. */

const LEASE_MS = 20_000;
const SETTLE_MS = 40;

/** Runs `work` when no other tab is sending `queue`; without a lock, skips if one is. */
export async function takeTurn(queue, work) {
  const name = `zhubo-outbox:${queue}`;
  if (navigator.locks) return navigator.locks.request(name, () => work());
  const lease = new Lease(name);
  if (!(await lease.take())) return undefined;
  try {
    return await work(() => lease.renew());
  } finally {
    lease.release();
  }
}

/** A claim to a name in localStorage, for 20 s; a tab that dies loses it. */
export class Lease {
  constructor(name, {storage = () => localStorage, now = Date.now, settle = SETTLE_MS} = {}) {
    Object.assign(this, {name, storage, now, settle});
    this.mine = `${now().toString(36)}${Math.random().toString(36).slice(2)}`;
  }

  #read() {
    return JSON.parse(this.storage().getItem(this.name) ?? 'null');
  }

  renew() {
    const until = this.now() + LEASE_MS;
    this.storage().setItem(this.name, JSON.stringify({holder: this.mine, until}));
  }

  /** Writes the claim, waits a moment and looks whether another tab wrote over it. */
  async take() {
    try {
      const held = this.#read();
      const free = !held || held.until < this.now() || held.until > this.now() + LEASE_MS;
      if (!free && held.holder !== this.mine) return false;
      this.renew();
      await new Promise(resolve => setTimeout(resolve, this.settle));
      return this.#read()?.holder === this.mine;
    } catch (error) {
      console.warn('outbox: no lease, storage is refused', error);
      return true;
    }
  }

  release() {
    try {
      if (this.#read()?.holder === this.mine) this.storage().removeItem(this.name);
    } catch (error) {
      console.warn('outbox: lease not released', error);
    }
  }
}
