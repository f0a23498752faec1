/* What the overlay's page brings along: its facts, its words, and a few ways to write into it. */

const read = id => JSON.parse(document.getElementById(id).textContent);

export const page = read('overlay-data');
const words = read('overlay-words');

/** The element of an id. */
export const $ = id => document.getElementById(id);

/** A translated word with its {places} filled. */
export const w = (name, values = {}) =>
  (words[name] ?? '').replace(/\{(\w+)\}/g, (_, place) => values[place] ?? '');

/** Writes text only if it differs, so that readers of screens are not disturbed. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An element with attributes (null and false: left out) and children (null: left out). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** Puts a drawing of the sprite into an <svg> that the template made. */
export function draw(svg, name) {
  svg.firstElementChild.setAttribute('href', `${$('overlay').dataset.sprite}#${name}`);
}

const two = n => String(n).padStart(2, '0');

/** Stream time in ms as 1:23:32. */
export function streamTime(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** A length in ms as 6:28, or 1:06:28 from an hour on. */
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : streamTime(ms);
}

/** How long ago, in words: 刚刚, 12 秒前, 3 分钟前; from an hour on at which time of the stream. */
export function ago(ms, at) {
  const s = Math.floor(ms / 1000);
  if (s < 3) return w('ago_now');
  if (s >= 3600) return streamTime(at);
  return s < 60 ? w('ago_seconds', {n: s}) : w('ago_minutes', {n: Math.floor(s / 60)});
}

/** What a role is called beside the camera; never a name. */
export const roleWord = role => w(`role_${role}`) || w('role_other');

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

const KEPT = 'zhubo-overlay:';

/** The item's name under which this broadcast's cues are kept. */
export const keptName = KEPT + page.broadcast;

/** localStorage, or null where it is refused; what was kept of other broadcasts is forgotten. */
export function storage() {
  try {
    Object.keys(localStorage).filter(name => name.startsWith(KEPT) && name !== keptName)
      .forEach(name => localStorage.removeItem(name));
    return localStorage;
  } catch (error) {
    console.warn('overlay: no storage', error);
    return null;
  }
}

const SAID_MS = 4000;
let saying = null;

/** Says something in passing: shown for four seconds and read aloud politely. */
export function say(text) {
  clearTimeout(saying);
  write($('said'), text);
  saying = setTimeout(() => write($('said'), ''), SAID_MS);
}

/** A new cue does not share the zone with what was said before. */
export const hush = () => write($('said'), '');

/** A sentence for the person: why something was not done. */
export class Refused extends Error {}

const ANSWER_MS = 8000;

/** A POST that is not an answer to a cue: 有空了, 呼叫运营. Throws a sentence to show. */
export async function ask(url) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_MS);
  try {
    const answer = await fetch(url, {method: 'POST', body: '{}', signal: late.signal,
      credentials: 'same-origin', headers: {'Content-Type': 'application/json',
        Accept: 'application/json', 'X-CSRFToken': csrfToken()}});
    if (answer.ok) return;
    const told = await answer.json().catch(() => ({}));
    throw new Refused(told.error ?? `HTTP ${answer.status}`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(w('no_link'), {cause: error});
  } finally {
    clearTimeout(timer);
  }
}
