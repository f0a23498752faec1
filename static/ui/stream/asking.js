/* Asking the server over HTTP: one answer at a time, with an end to waiting. */

const ANSWER_MS = 8000;
/** The paths of which the last answer was late: the next has twice the time, or none would ever come
    over a link that is only slow. */
const slow = new Set();
const OVER = [401, 403, 404];

/**
 * Asks for JSON. {answer} when there is one, {over: true} when the right to ask has ended,
 * {} when the server was not reached or could not answer: the asker tries again in its time.
 */
export async function get(url) {
  const [path] = url.split('?');
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), slow.has(path) ? 2 * ANSWER_MS : ANSWER_MS);
  try {
    const answer = await fetch(url, {signal: late.signal, credentials: 'same-origin',
      cache: 'no-store', redirect: 'manual', headers: {Accept: 'application/json'}});
    if (OVER.includes(answer.status)) return {over: true};
    const told = answer.ok ? {answer: await answer.json()} : {};
    slow.delete(path);
    return told;
  } catch (error) {
    if (late.signal.aborted) slow.add(path);
    console.warn('stream: no answer', error);
    return {};
  } finally {
    clearTimeout(timer);
  }
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Runs `work` one at a time and at most every `spacing` ms; calls meanwhile become one more. */
export function paced(work, spacing = 0) {
  let running = false;
  let wanted = false;
  return async () => {
    wanted = true;
    if (running) return;
    running = true;
    try {
      while (wanted) {
        wanted = false;
        await work();
        await pause(spacing);
      }
    } finally {
      running = false;
    }
  };
}
