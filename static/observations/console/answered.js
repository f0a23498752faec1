/* What was answered so far: “已答 3/4 · 一般 24 秒”, and the last ones with their seconds, folded. */

import {$, make, w, write} from './page.js';

const seconds = ms => Math.max(0, Math.round(ms / 1000));

export function showAnswered(desk) {
  const draw = () => drawAnswered(desk.state.answering);
  desk.addEventListener('state', draw);
  draw();
}

let looks = '';

function drawAnswered(answering) {
  const now = JSON.stringify(answering ?? null);
  if (now === looks) return;
  looks = now;
  write($('radar-figures'), figures(answering));
  const last = answering?.last ?? [];
  $('answered').hidden = !last.length;
  $('answered-list').replaceChildren(...last.map(({text, took_ms: took}) => make('li', {},
    make('span', {}, text), make('small', {}, w('radar_took', {n: seconds(took)})))));
}

function figures(answering) {
  if (!answering?.asked) return '';
  const {asked, answered, usual_ms: usual} = answering;
  const rate = w('radar_rate', {n: answered, m: asked});
  return usual === null ? rate : `${rate} · ${w('radar_usual', {n: seconds(usual)})}`;
}
