/* The bar of the note just made or opened: what it was, undo, whose it is, its moment, its words. */

import {$, assistantName, drawing, kindWords, make, objectWord, say, streamTime, w} from './page.js';
import {standing} from './book.js';
import {chipsFor, compose, filled, forbiddenWords} from './phrases.js';

let whoOpen = false;

export function showRecent(desk, line) {
  desk.addEventListener('open', () => { whoOpen = false; line.plain(); draw(desk, line); });
  desk.addEventListener('notes', () => draw(desk, line));
  $('recent-undo').addEventListener('click', () => undo(desk));
  $('recent-earlier').addEventListener('click', () => shift(desk, -2000));
  $('recent-later').addEventListener('click', () => shift(desk, 2000));
  $('recent-who').addEventListener('click', () => { whoOpen = true; desk.cycleObject(); });
  draw(desk, line);
}

export async function undo(desk) {
  if (await desk.undo()) say(w('said_undone'));
}

export function shift(desk, ms) {
  if (!desk.canChange) return;
  desk.shift(ms);
  say(w('said_moved', {time: streamTime(desk.current.at)}));
}

/** What each part shows: a part is drawn again only if that changes, so that no tap is lost. */
const shown = new Map();

function renew(part, facts, made) {
  const looks = JSON.stringify(facts);
  if (shown.get(part) === looks) return;
  shown.set(part, looks);
  $(part).replaceChildren(...made());
}

function draw(desk, line) {
  const note = desk.current;
  $('recent').dataset.note = note?.key ?? '';
  $('recent-verbs').hidden = !desk.canChange;
  renew('recent-what', [note, desk.just], () => (note ? described(note, desk) : [make('span', {}, w('recent_empty'))]));
  drawWho(desk, note);
  drawChips(desk, note, line);
}

function described(note, desk) {
  const facts = [streamTime(note.at), objectWord(note), w(standing(note))];
  if (!desk.isMine(note)) facts.push(w('recent_theirs'));
  return [
    make('b', {}, make('small', {}, w(desk.just ? 'recent_just' : 'recent_open')),
      drawing(note.kind, 'shape'), kindWords(note)),
    make('span', {}, facts.join(' · ')),
  ];
}

function drawWho(desk, note) {
  const open = whoOpen && desk.canChange;
  $('who').hidden = !open;
  $('recent-who').setAttribute('aria-expanded', String(open));
  drawRow('who', open ? desk.objects().map(one => whoChip(desk, note, one)) : []);
}

function whoChip(desk, note, {object, assistant}) {
  const pressed = note.object === object && (object !== 'assistant' || note.assistant === assistant);
  const words = object === 'assistant' ? assistantName(assistant) : w(`object_${object}`);
  return {words, pressed, act: () => desk.setObject(object, assistant)};
}

function drawChips(desk, note, line) {
  const chips = note && desk.canChange ? line.offers() ?? allChips(desk, note, line) : [];
  drawRow('chips', chips);
  $('chips').hidden = !chips.length;
}

function drawRow(row, chips) {
  const facts = chips.map(({words, name, pressed}) => [words, name, pressed]);
  renew(row, [facts, chips.length && $('recent').dataset.note], () => chips.map(chipOf));
}

function allChips(desk, note, line) {
  const banned = desk.urgent.get(note.key) === 'forbidden' ? desk.product?.forbidden ?? [] : [];
  const instead = banned.map(({word}) => sayingChip(desk, note, forbiddenWords(word, desk.product)));
  return [...instead, ...chipsFor(note).map(chip => phraseChip(desk, note, chip, line))];
}

function sayingChip(desk, note, text) {
  return {words: text, pressed: note.text === text, act: () => desk.change({text})};
}

function phraseChip(desk, note, chip, line) {
  const pressed = chip.tag ? note.tag === chip.tag : note.text === chip.words;
  const words = chip.words && filled(chip.words, null);
  const act = () => choose(desk, chip, line);
  return {words: words ?? chip.name, name: words ? chip.name : null, pressed, act};
}

function chipOf({words, name = null, pressed, act}) {
  const chip = make('button', {type: 'button', class: 'console-chip', 'aria-pressed': String(pressed)},
    make('span', {}, words), name && name !== words ? make('small', {}, name) : null);
  chip.addEventListener('click', act);
  return chip;
}

/** A chip gives the note its words; one with {detail} asks for a short input first. */
function choose(desk, chip, line) {
  if (chip.detail && chip.words) {
    line.askDetail(chip);
    return draw(desk, line);
  }
  const fields = chip.tag ? {tag: chip.tag} : {text: chip.words};
  desk.change(fields);
  const text = compose(fields, desk.product);
  if (text) say(w('said_sent', {text}));
  return undefined;
}
