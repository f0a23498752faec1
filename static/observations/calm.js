/* A short list that stays calm: what stands keeps its place, nothing moves under a finger. Pure.

   A place whose question is gone stays empty until a calm moment: nobody has touched the list for
   3 s and nothing changed in it for 4 s. Then the rest closes up and what waits comes in. Where all
   places are taken, a more pressing one takes the place of the least pressing after 20 s. */

export const TOUCH_MS = 3000;
export const REST_MS = 4000;
export const STAY_MS = 20_000;

/**
 * The places after a look. `wanted`: ids, most pressing first. `changedAt`, `touchedAt`: when the
 * list last changed and was last touched. Returns {places, changed}; an empty place is null.
 */
export function settle(places, wanted, {most, now, changedAt, touchedAt}) {
  const left = places.map(id => (wanted.includes(id) ? id : null));
  const quiet = now - Math.max(changedAt, touchedAt + TOUCH_MS - REST_MS);
  const next = moved(left, wanted, {most, quiet});
  return {places: next, changed: String(next) !== String(places)};
}

function moved(left, wanted, {most, quiet}) {
  const standing = left.filter(id => id !== null);
  if (quiet < REST_MS && standing.length) return left;
  const waiting = wanted.filter(id => !standing.includes(id));
  const room = Math.max(0, most - standing.length);
  const seated = [...standing, ...waiting.slice(0, room)].slice(0, most);
  return quiet < STAY_MS || seated.length < most ? seated : replaced(seated, wanted.slice(0, most));
}

/** One at a time: the most pressing that waits takes the place of the least pressing. */
function replaced(seated, pressing) {
  const comes = pressing.find(id => !seated.includes(id));
  const goes = seated.findLast(id => !pressing.includes(id));
  return comes === undefined ? seated : seated.map(id => (id === goes ? comes : id));
}
