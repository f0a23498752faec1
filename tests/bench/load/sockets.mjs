// Screens: WebSocket clients that speak Engine.IO 4 and Socket.IO 5 themselves, so that a thousand fit
// beside the server. Each joins as an overlay and keeps the number up to which it has heard.
import WebSocket from 'ws';

const CONNECT_MS = 30_000;
const AT_ONCE = 20;
const PING = '2';
const PONG = '3';

/** One screen; `heard(screen, packet, at)` is called with each event packet as it came. */
class Screen {
  constructor(target, who, heard) {
    Object.assign(this, {target, who, heard, head: 0, packets: 0, bytes: 0, broken: null});
  }

  connect() {
    const {target, who} = this;
    const url = `${target.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const headers = {Cookie: `sid=${who.cookie}`, Origin: target.url};
    this.socket = new WebSocket(url, {headers, perMessageDeflate: false});
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('a screen was not let in in time')), CONNECT_MS);
      this.entered = () => { clearTimeout(late); resolve(); };
      this.failed = reject;
      this.socket.on('error', reject);
      this.socket.on('close', code => { this.broken = `closed (${code})`; reject(new Error(this.broken)); });
      this.socket.on('message', bytes => this.#take(bytes.toString('utf8')));
    });
  }

  #take(text) {
    if (text === PING) this.socket.send(PONG);
    else if (text.startsWith('42')) this.#event(text);
    else if (text[0] === '0') this.socket.send(`40${JSON.stringify({csrf: this.target.csrf})}`);
    else if (text.startsWith('40')) this.#join();
    else if (text.startsWith('43')) this.#joined(text);
    else if (text.startsWith('44')) this.failed(new Error(text));
  }

  #event(text) {
    this.packets += 1;
    this.bytes += text.length;
    this.heard(this, text, performance.timeOrigin + performance.now());
  }

  #join() {
    const wanted = {broadcast: this.who.broadcast, as: 'overlay', after: 0};
    this.socket.send(`420${JSON.stringify(['join', wanted])}`);
  }

  #joined(text) {
    const [answer] = JSON.parse(text.slice(text.indexOf('[')));
    if (!answer.ok) return this.failed(new Error(answer.error));
    this.head = answer.head ?? 0;
    return this.entered();
  }

  close() {
    this.closing = true;
    this.socket.removeAllListeners('close');
    this.socket.close();
  }
}

/** Connects all, some at once; answers the screens. */
export async function connectAll(target, people, heard) {
  const screens = people.map(who => new Screen(target, who, heard));
  const waiting = [...screens];
  const lane = async () => {
    for (let screen = waiting.shift(); screen; screen = waiting.shift()) await screen.connect();
  };
  await Promise.all(Array.from({length: AT_ONCE}, lane));
  return screens;
}
