/* A call for help rings until somebody takes it; emergency cards go to the overlay and back. */

import {$, ask, cards, drawing, make, page, Refused, roleWord, say, streamTime, w, write} from './page.js';

const RING_MS = 4000;
const MOST_RINGS = 15;
const KEPT = 'zhubo-console-sound';

export function showAlarm(desk, resync) {
  const draw = () => { drawCall(desk.state.help); drawCards(desk.state.emergency); };
  const act = (url, body) => attempt(() => ask(url, body), resync);
  const ofCall = verb => `${page.urls.help.replace(/0$/, desk.state.help.id)}/${verb}`;
  $('call-take').addEventListener('click', () => act(ofCall('take')));
  $('call-done').addEventListener('click', () => act(ofCall('answer'), {note: ''}));
  $('plate-hide').addEventListener('click', () => act(page.urls.emergency, {code: null}));
  $('sheet').addEventListener('click', event => {
    const card = event.target.closest('[data-emergency] > button')?.parentElement;
    if (!card) return;
    const shown = desk.state.emergency?.code === card.dataset.emergency;
    act(page.urls.emergency, {code: shown ? null : card.dataset.emergency});
  });
  $('cards').replaceChildren(...cards.map(cardOf));
  rememberSound();
  desk.addEventListener('state', draw);
  draw();
}

async function attempt(work, resync) {
  try {
    await work();
    resync();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(w('said_failed', {error: error.message}));
  }
}

let ringing = null;
let rung = null;

function drawCall(help) {
  const asked = help?.state === 'asked';
  $('call').hidden = !help;
  $('call').toggleAttribute('data-asked', asked);
  $('call-take').hidden = !asked;
  if (help) {
    write($('call-text'), asked ? w('call_asked', {time: streamTime(help.at)})
      : w('call_taken', {role: roleWord(help.taken_role)}));
  }
  if (!asked) stopRinging();
  else if (rung !== help.id) startRinging(help.id);
}

/** Vibrates, and sounds where that was switched on, every 4 s for a minute at most. */
function startRinging(id) {
  stopRinging();
  rung = id;
  let times = 0;
  const ring = () => {
    navigator.vibrate?.([300, 150, 300]);
    if ($('sound-on').checked) beep();
    if (++times >= MOST_RINGS) stopRinging();
  };
  ringing = setInterval(ring, RING_MS);
  ring();
}

function stopRinging() {
  clearInterval(ringing);
  ringing = null;
}

let audio = null;

/** Two soft tones; no file is needed. */
function beep() {
  audio ??= new AudioContext();
  [0, 0.25].forEach(after => {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 660;
    volume.gain.value = 0.12;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + after);
    tone.stop(audio.currentTime + after + 0.15);
  });
}

function rememberSound() {
  const sound = $('sound-on');
  try {
    sound.checked = localStorage.getItem(KEPT) === 'on';
    sound.addEventListener('change', () => {
      localStorage.setItem(KEPT, sound.checked ? 'on' : 'off');
      if (sound.checked) beep();
    });
  } catch (error) {
    console.warn('sound: choice is not remembered', error);
  }
}

/** An emergency card: three steps, whom to call, a sentence to say, and the way to the screen. */
function cardOf({code, title, steps, call, say: sentence}) {
  const told = (name, text) => text && make('p', {}, make('b', {}, w(name)), ` ${text}`);
  return make('li', {'data-emergency': code},
    make('details', {},
      make('summary', {}, title, drawing('chevron-down')),
      make('ol', {}, ...steps.map(step => make('li', {}, step))),
      told('card_who', call), told('card_say', sentence)),
    make('button', {class: 'console-plain', type: 'button', 'aria-pressed': 'false',
      'aria-label': `${w('plate_show')} ${title}`}, make('span', {}, w('plate_show'))));
}

function drawCards(shown) {
  $('plate').hidden = !shown;
  write($('plate-text'), shown?.title ?? '');
  document.querySelectorAll('[data-emergency]').forEach(card => {
    const on = card.dataset.emergency === shown?.code;
    const button = card.querySelector(':scope > button');
    button.setAttribute('aria-pressed', String(on));
    write(button.querySelector('span'), w(on ? 'plate_hide' : 'plate_show'));
  });
}
