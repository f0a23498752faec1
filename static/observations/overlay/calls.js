/* The two keys that call: 有空了 (cues may come) and 呼叫运营 (somebody please come). */

import {$, ask, page, Refused, say, span, w, write} from './page.js';

/** `state()` gives the newest state; `resync` asks for a fresh one after a call. */
export function listenToCalls({state, resync}) {
  const go = async (button, url, done) => {
    button.disabled = true;
    try {
      await ask(url);
      say(w(done));
      resync();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(w('failed', {error: error.message}));
    } finally {
      button.disabled = false;
    }
  };
  const cancel = () => `${page.urls.help.replace(/0$/, state().help.id)}/cancel`;
  $('free').addEventListener('click', () => go($('free'), page.urls.free, 'said_free'));
  $('help').addEventListener('click', () => !state().help && go($('help'), page.urls.ask_help, 'said_help'));
  $('help-cancel').addEventListener('click', () => go($('help-cancel'), cancel(), 'said_cancelled'));
}

/** Where the call stands, and how long 有空了 still holds; once it is over nobody is called any more. */
export function drawCalls({help, running}, freeLeft, over) {
  const step = help?.state ?? 'none';
  $('help').dataset.state = step;
  write($('help').querySelector('span'), w(`help_${step}`, {role: help?.taken_role ?? ''}));
  $('help').setAttribute('aria-disabled', String(step !== 'none'));
  $('help').hidden = over && step === 'none';
  $('help-cancel').hidden = step !== 'asked';
  const free = freeLeft > 0;
  $('free').dataset.on = free;
  $('free').setAttribute('aria-pressed', String(free));
  write($('free-left'), free ? span(freeLeft) : '');
  $('free').hidden = !running && !free;
}
