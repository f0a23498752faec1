// The peer a team would pick instead: node's own http server, socket.io, and a database's usual driver.
//   node server.mjs PORT SEEDED.json sqlite:FILE | postgresql://…
// A request is signed in by its cookie, checked, written in one transaction (a note row and an event row
// each) and answered after the commit; each note is one packet to its broadcast's room.
import {readFileSync} from 'node:fs';
import http from 'node:http';

import {Server} from 'socket.io';

import {openPostgres} from './postgres.mjs';
import {openSqlite} from './sqlite.mjs';

const LARGEST = 1024 * 1024;
const MOST = 40;
const [port, seededFile, place] = process.argv.slice(2);
const seeded = JSON.parse(readFileSync(seededFile, 'utf8'));
const store = place.startsWith('sqlite:')
  ? openSqlite(place.slice('sqlite:'.length), seeded) : await openPostgres(place, seeded);

const tokenOf = headers => /(?:^|;\s*)sid=([^;]+)/.exec(headers.cookie ?? '')?.[1];

async function bearerOf(headers) {
  const token = tokenOf(headers);
  const session = token ? await store.session(token) : undefined;
  return session && session.expires_at > Date.now() ? session : null;
}

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function read(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let size = 0;
    request.on('data', part => {
      size += part.length;
      if (size > LARGEST) reject(new Refused(413, 'too large'));
      parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
  });
}

const whole = note => typeof note.key === 'string' && note.key.length === 36 && Number.isInteger(note.at)
  && typeof note.kind === 'string' && Number.isInteger(note.priority)
  && typeof note.text === 'string' && note.text.length <= 120;

async function take(request) {
  const path = /^\/broadcasts\/(\d+)\/notes$/.exec(request.url);
  if (request.method !== 'POST' || !path) throw new Refused(404, 'not found');
  const broadcast = Number(path[1]);
  const bearer = await bearerOf(request.headers);
  if (!bearer) throw new Refused(401, 'sign in');
  if (bearer.person === null || bearer.room !== broadcast) throw new Refused(403, 'not yours');
  const {notes} = JSON.parse(await read(request));
  if (!Array.isArray(notes) || notes.length > MOST || !notes.every(whole)) throw new Refused(400, 'not whole');
  const made = await store.write(broadcast, bearer.person, notes);
  const room = io.to(`broadcast:${broadcast}`);
  made.forEach(note => room.emit('note', note));
  return {took: notes.map(note => note.key)};
}

const server = http.createServer(async (request, answer) => {
  let [status, body] = [200, null];
  try {
    body = await take(request);
  } catch (error) {
    [status, body] = [error.status ?? 500, {error: error.message}];
    if (!error.status) console.error(error);
  }
  answer.writeHead(status, {'Content-Type': 'application/json'});
  answer.end(JSON.stringify(body));
});

const io = new Server(server, {transports: ['websocket'], serveClient: false});
io.use(async (socket, next) => {
  socket.data.bearer = await bearerOf(socket.handshake.headers);
  next(socket.data.bearer ? undefined : new Error('sign in'));
});
io.on('connection', socket => {
  socket.on('join', ({broadcast}, answer) => {
    if (socket.data.bearer.room !== broadcast) return answer({ok: false, error: 'not yours'});
    socket.join(`broadcast:${broadcast}`);
    return answer({ok: true});
  });
});
server.listen(Number(port), '127.0.0.1');
