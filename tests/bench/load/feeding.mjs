// Rooms' tools: each posts a batch of comments a second, so that together they come at a rate.
const LINES = ['这个多少钱', '敏感肌能用吗', '链接在哪里', '主播声音好听', '已经拍了等发货', '三号链接还有吗',
  '孕妇可以用吗', '比上次便宜', '什么时候发货', '有没有小样'];
const EVERY_MS = 1000;
let count = 0;

/** As the platform numbers what viewers write: 19 digits, the second in front of the lower 32 bits. */
const number = sent => String((BigInt(Math.floor(sent / 1000)) << 32n) + BigInt(count += 1));

function batch(size) {
  const sent = Date.now();
  const event = () => ({kind: 'comment', id: number(sent), at: sent, user: `u${count % 997}`,
    name: `观众${count % 997}`, text: `${LINES[count % LINES.length]}${count % 89}`});
  return {sent, events: Array.from({length: size}, event)};
}

/** Posts at `rate` comments a second in all, until `seconds` are over; answers how many were taken. */
export async function feed(post, feeds, {rate, seconds}) {
  const size = Math.round(rate / feeds.length);
  const stop = performance.now() + seconds * 1000;
  let sent = 0;
  const one = async (who, place) => {
    const headers = {Authorization: `Bearer ${who.token}`};
    let due = performance.now() + (EVERY_MS * place) / feeds.length;
    for (; due < stop; due += EVERY_MS) {
      await new Promise(resolve => { setTimeout(resolve, due - performance.now()); });
      const {status, body} = await post.send('/feed', {cookie: '', headers}, batch(size));
      if (status !== 200) throw new Error(`${status}: ${body.slice(0, 300)}`);
      sent += size;
    }
  };
  await Promise.all(feeds.map(one));
  return sent;
}
