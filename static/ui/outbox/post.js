/* The requests of the outbox: one batch, and the page that is asked for a fresh token. */

import {askedWait} from './plan.js';

const ANSWER_MS = 15_000;

/**
 * Sends `ops` and answers {status, text, wait}. `sent_at` lets the server reckon each tap's
 * age, so the device clock need not be right; `X-Person` lets it refuse what somebody else
 * tapped before the sign-in changed. A redirect (to the sign-in) counts as status 0.
 * `sent.late` (an AbortController) ends the waiting.
 */
export async function post({url, csrf, person, field, sent: {late}}, ops) {
  const timer = setTimeout(() => late.abort(), ANSWER_MS);
  const headers = {'Content-Type': 'application/json', Accept: 'application/json',
    'X-CSRFToken': csrf, 'X-Person': String(person)};
  const body = JSON.stringify({sent_at: Date.now(), [field]: ops});
  try {
    const answer = await fetch(url, {method: 'POST', headers, body, signal: late.signal,
      credentials: 'same-origin', redirect: 'manual', cache: 'no-store'});
    const text = await answer.text();
    // To who tells whether there is a link (stream.js): there was an answer.
    if (answer.status < 500) document.dispatchEvent(new Event('outbox:heard'));
    return {status: answer.status, text, wait: askedWait(answer.headers.get('Retry-After'))};
  } finally {
    clearTimeout(timer);
  }
}

/** The token and person of a freshly fetched page, or null when nobody is signed in. */
export async function readPage({url, read}) {
  const answer = await fetch(url, {credentials: 'same-origin', redirect: 'manual',
    cache: 'no-store', headers: {Accept: 'text/html'}});
  if (!answer.ok) return null;
  return read(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

/** The sentence of a refusal, as the server wrote it. */
export function sentence(text) {
  try {
    return JSON.parse(text).error ?? text.slice(0, 200);
  } catch (error) {
    if (error instanceof SyntaxError) return text.slice(0, 200);
    throw error;
  }
}
