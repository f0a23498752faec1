/* The stream clock: the server says where it stands, the page's monotonic clock carries it on. */

const KEPT = 'zhubo-clock:';

export class StreamClock {
  /** `kept`: a storage for the last reading, so that a page opened without a net has the time. */
  constructor(broadcast, {kept = null, now = Date.now, steady = () => performance.now()} = {}) {
    Object.assign(this, {kept, now, steady, name: KEPT + broadcast});
    this.reading = {stream: 0, device: now(), steady: steady(), running: false, setback: 0};
  }

  /** Takes over a state of the server; `fresh` is false for the state a stored page brought. */
  set(state, fresh = true) {
    const old = fresh ? null : this.#remembered();
    const reading = old ?? {stream: state.stream_ms, device: this.now(),
      running: state.running, setback: state.setback_ms ?? 0};
    this.reading = {...reading, steady: this.steady() - (this.now() - reading.device)};
    if (fresh) this.#remember(reading);
  }

  /** Stream time now, ms since the start with pauses taken out. */
  read() {
    const {stream, running, steady} = this.reading;
    return stream + (running ? Math.max(0, this.steady() - steady) : 0);
  }

  /** Stream time that a tap at device time `at` (epoch ms) gets: the set-back is taken off. */
  noteTime(at) {
    const {stream, running, device, setback} = this.reading;
    return Math.max(0, stream + (running ? at - device : 0) - setback);
  }

  get setback() {
    return this.reading.setback;
  }

  #remember(reading) {
    try {
      this.kept?.setItem(this.name, JSON.stringify(reading));
    } catch (error) {
      console.warn('clock: not kept', error);
      this.kept = null;
    }
  }

  #remembered() {
    try {
      return JSON.parse(this.kept?.getItem(this.name) ?? 'null');
    } catch (error) {
      console.warn('clock: not read', error);
      return null;
    }
  }
}
