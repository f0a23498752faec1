// The code on the studio's screen is fetched anew before the one that is shown runs out.

const EVERY_MS = 10_000;
const picture = document.querySelector('[data-code]');
const address = picture?.getAttribute('src');

if (picture) setInterval(() => { picture.src = `${address}?${Date.now()}`; }, EVERY_MS);
