/* What this screen tells of cues: delivered, shown, answered. Kept until the server named it. */

import {openOutbox} from '../../ui/outbox.js';
import {csrfToken, page} from './page.js';

/** A fresh token from the page itself, if it is still this overlay. */
export const freshPage = {
  url: location.pathname,
  read(fetched) {
    const facts = fetched.getElementById('overlay-data');
    const csrf = fetched.querySelector('meta[name="csrf-token"]')?.content;
    return facts && csrf ? {person: personOf(JSON.parse(facts.textContent)), csrf} : null;
  },
};

export const personOf = ({screen, assistant}) => (screen ? 'screen' : assistant);

/** Whether this screen answers cues; who only looks on tells nothing. */
export const answers = page.screen || page.assistant !== null;

/** Returns {delivered(note), shown(note), answered(note, answer), hurry()}; each is told once. */
export function openReceipts() {
  if (!answers) return {delivered() {}, shown() {}, answered() {}, hurry() {}};
  const opening = open();
  const told = new Set();
  const tell = async (act, note, more) => {
    const receipt = {at: Date.now(), note: note.id, act, ...more};
    if (told.has(`${act} ${note.id}`)) return;
    told.add(`${act} ${note.id}`);
    const outbox = await opening;
    const waits = outbox.pending().some(op => op.act === act && op.note === note.id);
    if (!waits) outbox.add(receipt);
  };
  return {
    delivered: note => tell('delivered', note),
    shown: note => note.delivery.state === 'shown' || tell('shown', note),
    answered: (note, answer) => tell('answered', note, {answer}),
    hurry: async () => (await opening).hurry(),
  };
}

async function open() {
  const outbox = await openOutbox({url: page.urls.receipts, person: personOf(page),
    broadcast: `${page.broadcast}:overlay`, csrf: csrfToken(), page: freshPage, field: 'acts'});
  outbox.addEventListener('refused', ({detail}) => forget(outbox, detail));
  return outbox;
}

/** A receipt that came too late changes nothing for the person at the screen. */
function forget(outbox, {op, error}) {
  console.warn('overlay: a receipt was refused', op, error);
  outbox.dismiss(op.op);
}
