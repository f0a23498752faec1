// Consoles: what they post, over connections that are kept.
import {randomUUID} from 'node:crypto';
import http from 'node:http';

/** Posts JSON; answers {status, body}. */
export class Post {
  constructor(target, most) {
    this.target = target;
    this.agent = new http.Agent({keepAlive: true, maxSockets: most});
    const {hostname, port} = new URL(target.url);
    this.place = {hostname, port, method: 'POST', agent: this.agent};
  }

  send(path, who, body) {
    const text = JSON.stringify(body);
    const headers = {'Content-Type': 'application/json', Accept: 'application/json',
      'Content-Length': Buffer.byteLength(text), Cookie: `sid=${who.cookie}`,
      'X-CSRFToken': this.target.csrf, ...who.headers};
    if (who.person) headers['X-Person'] = String(who.person);
    return new Promise((resolve, reject) => {
      const request = http.request({...this.place, path, headers}, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part));
        answer.on('end', () => resolve({status: answer.statusCode, body: Buffer.concat(parts).toString()}));
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  close() {
    this.agent.destroy();
  }
}

/** A tap of a fixed key with words: it reaches the overlay at once, without grace. */
const urgent = text => ({do: 'tap', kind: 'issue', urgent: 'link', text});
/** A bare tap: evidence, of which the overlay learns only the number. */
const bare = () => ({do: 'tap', kind: 'remind'});
/** One line of words: on the screen's way at once, drawn after the three seconds of grace. */
const line = text => ({do: 'tap', kind: 'remind', text});
const SORTS = {urgent, bare, line};

/** A batch for our own entrance, `words` one each. */
export const ourBatch = (sort, words) => ({sent_at: Date.now(),
  taps: words.map(text => ({op: randomUUID(), key: randomUUID(), at: Date.now(), ...SORTS[sort](text)}))});

/** The same for the peer. */
export const peerBatch = (_sort, words) => ({
  notes: words.map(text => ({key: randomUUID(), at: Date.now(), kind: 'issue', priority: 0, text}))});
