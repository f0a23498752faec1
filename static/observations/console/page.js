/* What the page brings along: its facts, its words, and a few ways to write into it. */

/** The element of an id. */
export const $ = id => document.getElementById(id);

export const page = JSON.parse($('console-data').textContent);

/** What is the same for every broadcast stands in a file of its own, which browsers keep. */
const {words, cards, keys} = await (await fetch($('console').dataset.said)).json();
export {cards, keys};

/** A translated word with its {places} filled; '' if the page has no such word. */
export function w(name, values = {}) {
  return (words[name] ?? '').replace(/\{(\w+)\}/g, (_, place) => values[place] ?? '');
}

/** Stream time in ms as 1:23:32 or 12:40. */
export function streamTime(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** An element with attributes (true: empty, null and false: left out) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One drawing of the sprite, as decoration. */
export function drawing(name, kind = 'icon') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', kind === 'icon' ? 'icon' : `shape shape--${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  const id = kind === 'icon' ? name : `shape-${name}`;
  use.setAttribute('href', `${$('console').dataset.sprite}#${id}`);
  svg.append(use);
  return svg;
}

/** Writes text only if it differs, so that readers of screens are not disturbed. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

const SAID_MS = 5000;
let saying = null;

/** Says something in passing: shown for five seconds and read aloud politely. */
export function say(text) {
  clearTimeout(saying);
  write($('said'), text);
  saying = setTimeout(() => write($('said'), ''), SAID_MS);
}

/** Han characters count one, Latin letters and digits a half: 22 fit on the overlay. */
export function textWidth(text) {
  return Math.ceil([...text].reduce((sum, char) => sum + (char.codePointAt(0) > 0x2e7f ? 1 : 0.5), 0));
}

export const LONGEST_TEXT = 22;

/** The name a role is called by while the broadcast is live. */
export function roleWord(role) {
  return w(`role_${role}`) || w('role_other');
}

/** Who of the assistants a note is about: the name, as the console may show it. */
export function assistantName(id) {
  return page.assistants.find(one => one.id === id)?.name ?? w('object_assistant');
}

/** Whom a note is about, in a word: an assistant's name only where there are several. */
export function objectWord({object, assistant}) {
  if (object !== 'assistant') return w(`object_${object}`);
  return page.assistants.length > 1 ? assistantName(assistant) : w('object_assistant');
}

/** “问题 · 产品介绍”, or the kind alone for a mark. */
export function kindWords({kind, dimension}) {
  return [w(`kind_${kind}`), dimension && w(`dimension_${dimension}`)].filter(Boolean).join(' · ');
}

const ANSWER_MS = 10_000;

/** A POST that is not a tap (next segment, emergency card, help). Throws a sentence to show. */
export async function ask(url, body = {}) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_MS);
  const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? '';
  try {
    const answer = await fetch(url, {method: 'POST', body: JSON.stringify(body),
      signal: late.signal, credentials: 'same-origin',
      headers: {'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrf}});
    if (answer.ok) return;
    const told = await answer.json().catch(() => ({}));
    throw new Refused(answer.status === 401 ? w('signin') : told.error ?? `HTTP ${answer.status}`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(w('said_net'), {cause: error});
  } finally {
    clearTimeout(timer);
  }
}

/** A sentence for the person: why something was not done. */
export class Refused extends Error {}
