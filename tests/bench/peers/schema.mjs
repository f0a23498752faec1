// The peer's tables, on both databases.
import {createHash} from 'node:crypto';

export const TABLES = [
  `CREATE TABLE session (digest TEXT PRIMARY KEY, person INTEGER, screen INTEGER, room INTEGER NOT NULL,
    expires_at BIGINT NOT NULL)`,
  `CREATE TABLE note (id %ID%, broadcast_id INTEGER NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL,
    by_id INTEGER NOT NULL, kind TEXT NOT NULL, priority INTEGER NOT NULL, text TEXT NOT NULL,
    created_at BIGINT NOT NULL, UNIQUE (broadcast_id, key))`,
  `CREATE TABLE event (id %ID%, name TEXT NOT NULL, broadcast_id INTEGER NOT NULL, subject INTEGER NOT NULL,
    by_id INTEGER NOT NULL, happened_at BIGINT NOT NULL, data TEXT NOT NULL)`,
];

export const digest = token => createHash('sha256').update(token).digest('hex');

const HALF_A_DAY = 12 * 3600 * 1000;

/** The rows of the sessions that the load client will use. */
export const sessionsOf = seeded => {
  const row = (who, person, screen) => [digest(who.cookie), person, screen, who.broadcast, Date.now() + HALF_A_DAY];
  return [...seeded.consoles.map(who => row(who, who.person, null)),
    ...seeded.screens.map((who, number) => row(who, null, number + 1))];
};

export const eventData = note => JSON.stringify({kind: note.kind, priority: note.priority});
