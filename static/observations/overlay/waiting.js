/* A bound tablet that waits: the clock of the shop, the link, and the change to the overlay when the
   room goes live. The socket tells; without one the page asks for itself every 15 s. */

import {openStream} from '../../ui/stream.js';
import {stayAwake} from './awake.js';

const ASK_MS = 15_000;
const RETRY_MS = 300_000;
/** Times are those of the shop, whatever the tablet is set to. */
const shop = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai'});

const link = document.getElementById('link');
const time = document.getElementById('time');

function tell(name) {
  link.dataset.link = name;
  link.querySelector('span').textContent = link.dataset[name];
}

function tick() {
  time.textContent = shop.format(new Date());
}

/** Whether the server now gives something else than this waiting page. */
async function lookAgain() {
  try {
    const answer = await fetch(location.href, {cache: 'no-store', credentials: 'same-origin'});
    const text = answer.ok ? await answer.text() : '';
    if (answer.redirected || text.includes('id="overlay-data"')) location.reload();
    else if (text) tell('polling');
  } catch (error) {
    console.warn('waiting: no answer', error);
  }
}

const stream = openStream({
  broadcast: null,
  onLink: tell,
  onRoster: ({broadcast}) => broadcast && location.reload(),
  onGoodbye: () => location.reload(),
});

tell('joining');
tick();
setInterval(tick, 1000);
setInterval(() => stream.live() || lookAgain(), ASK_MS);
setInterval(lookAgain, RETRY_MS);
stayAwake();
