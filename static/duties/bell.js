// Keeps the bell of a page up to date while somebody looks at it.
//
// The server's Socket.IO is spoken by hand, as far as an ear needs it (Engine.IO 4: 0 opens, 2 and 3
// are the pulse, 4 carries packets), so that no ordinary page loads a library for one number. A page
// that nobody looks at lets go: of a person's sockets only five a process are kept.

const bell = document.querySelector('[data-bell]');
const count = bell?.querySelector('.bell__count');
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? '';
const FIRST_WAIT_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;

let socket = null;
let wait = FIRST_WAIT_MS;
let timer = 0;
let refused = false;

function show({ unread, push }) {
  count.textContent = unread < 100 ? String(unread) : '99+';
  count.hidden = !unread;
  bell.setAttribute('aria-label', unread ? bell.dataset.one.replace('{n}', unread) : bell.dataset.none);
  if (push) {
    const detail = { text: bell.dataset.pushed, kind: 'plain' };
    document.dispatchEvent(new CustomEvent('ui:toast', { detail }));
  }
}

/** One packet of the server: an event is `2["name", value]`; 4 is a refusal. */
function take(packet) {
  if (packet[0] === '4') {
    refused = true;
    socket.close();
  }
  if (packet[0] !== '2') return;
  const [name, value] = JSON.parse(packet.slice(1));
  if (name === 'notices') show(value);
  if (name === 'goodbye') refused = true;
}

function hear({ data }) {
  if (data[0] === '0') socket.send(`40${JSON.stringify({ csrf: token })}`);
  else if (data[0] === '2') socket.send('3');
  else if (data[0] === '4') {
    wait = FIRST_WAIT_MS;
    take(data.slice(1));
  }
}

function listen() {
  if (socket || refused || document.visibilityState !== 'visible') return;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new WebSocket(`${scheme}://${location.host}/socket.io/?EIO=4&transport=websocket`);
  socket.onmessage = hear;
  socket.onclose = () => {
    socket = null;
    timer = setTimeout(listen, wait * (1 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

function attend() {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') timer = setTimeout(listen, FIRST_WAIT_MS);
  else socket?.close();
}

if (count) {
  document.addEventListener('visibilitychange', attend);
  attend();
}
