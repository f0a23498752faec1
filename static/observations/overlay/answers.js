/* What this screen tells of viewers' questions: 已答, or not after all. Kept until the server named it. */

import {openOutbox} from '../../ui/outbox.js';
import {uuidMaker} from '../../ui/outbox/plan.js';
import {csrfToken, page} from './page.js';
import {freshPage, personOf} from './receipts.js';

/** Returns {answer(question) → the key of its operation, undo(key, question), hurry()}. */
export function openAnswers({taken, refused}) {
  const opening = open(taken, refused);
  const newKey = uuidMaker();
  const made = [];
  return {
    answer(question) {
      const key = newKey();
      made.push(opening.then(outbox => outbox.add({do: 'answer', key, question: question.id})));
      return key;
    },
    async undo(key, question) {
      await Promise.all(made);
      await (await opening).undo(key, {do: 'reopen', question: question.id});
    },
    hurry: async () => (await opening).hurry(),
  };
}

async function open(taken, refused) {
  const outbox = await openOutbox({url: page.urls.answers, person: personOf(page),
    broadcast: `${page.broadcast}:answers`, csrf: csrfToken(), page: freshPage, field: 'acts'});
  outbox.addEventListener('took', ({detail}) => taken(detail.ops.map(({key}) => key)));
  outbox.addEventListener('refused', ({detail: {op, error}}) => {
    refused(op.key, error);
    outbox.dismiss(op.op);
  });
  return outbox;
}
