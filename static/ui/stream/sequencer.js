/* Puts what arrives into order. Pure: no page, no network, no clock.

   A frame holds the latest state of every note that changed after the number `after`, up to the
   number `head`. A replay is a frame, a frame the server sends is one, a single note is one of a
   single number. Numbers skipped inside a frame are older states of the same notes. */

/** How many frames are held back; a replay brings whatever more there was. */
const MOST_AHEAD = 200;

/** The frame that a single note is. */
export const frameOf = note => ({after: note.v - 1, notes: [note], head: note.v});

/**
 * {last(), behind(), take(frame)}: `take` gives the notes to apply, in order, each state once;
 * what is known is dropped, what is ahead waits. `behind` says that something is missing.
 */
export function sequencer(start = 0) {
  let last = start;
  let ahead = [];

  function take(frame) {
    if (frame.head <= last) return [];
    if (frame.after > last) {
      ahead = [...ahead, frame].slice(-MOST_AHEAD);
      return [];
    }
    const fresh = frame.notes.filter(({v}) => v > last).sort((a, b) => a.v - b.v);
    last = frame.head;
    return [...fresh, ...release()];
  }

  function release() {
    ahead = ahead.filter(({head}) => head > last);
    const next = ahead.find(({after}) => after <= last);
    ahead = ahead.filter(frame => frame !== next);
    return next ? take(next) : [];
  }

  return {last: () => last, behind: () => ahead.length > 0, take};
}
