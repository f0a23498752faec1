/* What the pad does not wait for: the panel of viewers' questions, loaded when it is first needed. On a
   wide screen it is seen at once; a phone fetches it when it is opened, or after a few seconds, so
   that it is there when the link is not. */

import {say, w} from './page.js';

const LATER_MS = 4000;
const WIDE = matchMedia('(min-width: 768px)');

/** {now()}: the panel, or null where it cannot be had; `loaded` is fulfilled when it was tried. */
export function openLater(load) {
  let opening = null;
  const now = async () => {
    opening ??= load();
    try {
      return await opening;
    } catch (error) {
      console.warn('console: the panel is not there', error);
      opening = null;
      say(w('said_net'));
      return null;
    }
  };
  document.querySelector('[data-sheet="viewers"]').addEventListener('click', now);
  WIDE.addEventListener('change', () => WIDE.matches && now());
  const loaded = new Promise(resolve => setTimeout(resolve, WIDE.matches ? 0 : LATER_MS)).then(now);
  return {now, loaded};
}
