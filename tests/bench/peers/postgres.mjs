// The peer's storage in PostgreSQL: pg with a pool; a request's rows go in two statements of one transaction.
import pg from 'pg';

import {digest, eventData, sessionsOf, TABLES} from './schema.mjs';

const NOTES = {name: 'notes', text: `INSERT INTO note (broadcast_id, key, at, by_id, kind, priority, text, created_at)
  SELECT $1, key, at, $2, kind, priority, text, $3
  FROM unnest($4::text[], $5::bigint[], $6::text[], $7::int[], $8::text[]) AS t(key, at, kind, priority, text)
  ON CONFLICT (broadcast_id, key) DO NOTHING RETURNING id, key`};
const EVENTS = {name: 'events', text: `INSERT INTO event (name, broadcast_id, subject, by_id, happened_at, data)
  SELECT 'note.made', $1, subject, $2, $3, data FROM unnest($4::int[], $5::text[]) AS t(subject, data)`};
const SESSION = {name: 'session', text: 'SELECT person, screen, room, expires_at FROM session WHERE digest = $1'};

export async function openPostgres(url, seeded) {
  const pool = new pg.Pool({connectionString: url, max: 10});
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  for (const one of TABLES) await pool.query(one.replace('%ID%', 'BIGSERIAL PRIMARY KEY'));
  const rows = sessionsOf(seeded);
  const column = place => rows.map(row => row[place]);
  await pool.query(`INSERT INTO session SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::bigint[])`,
    [0, 1, 2, 3, 4].map(column));
  await pool.query('ANALYZE');
  return {
    session: async token => (await pool.query({...SESSION, values: [digest(token)]})).rows[0],
    write: (broadcast, by, notes) => write(pool, broadcast, by, notes),
  };
}

async function write(pool, broadcast, by, notes) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const made = await insert(client, broadcast, by, notes);
    await client.query('COMMIT');
    return made;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function insert(client, broadcast, by, notes) {
  const now = Date.now();
  const of = name => notes.map(one => one[name]);
  const values = [broadcast, by, now, of('key'), of('at'), of('kind'), of('priority'), of('text')];
  const {rows} = await client.query({...NOTES, values});
  const ids = new Map(rows.map(row => [row.key, Number(row.id)]));
  const made = notes.filter(one => ids.has(one.key)).map(one => ({id: ids.get(one.key), ...one}));
  await client.query({...EVENTS,
    values: [broadcast, by, now, made.map(one => one.id), made.map(eventData)]});
  return made;
}
