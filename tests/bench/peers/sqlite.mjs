// The peer's storage in SQLite: better-sqlite3, WAL, every commit on the disk.
import Database from 'better-sqlite3';

import {digest, eventData, sessionsOf, TABLES} from './schema.mjs';

export function openSqlite(file, seeded) {
  const db = new Database(file);
  ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON'].forEach(one => db.pragma(one));
  TABLES.forEach(one => db.exec(one.replace('%ID%', 'INTEGER PRIMARY KEY')));
  const add = db.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?)');
  db.transaction(rows => rows.forEach(row => add.run(...row)))(sessionsOf(seeded));
  const find = db.prepare('SELECT person, screen, room, expires_at FROM session WHERE digest = ?');
  const note = db.prepare(`INSERT INTO note (broadcast_id, key, at, by_id, kind, priority, text, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (broadcast_id, key) DO NOTHING`);
  const event = db.prepare(`INSERT INTO event (name, broadcast_id, subject, by_id, happened_at, data)
    VALUES ('note.made', ?, ?, ?, ?, ?)`);
  const write = db.transaction((broadcast, by, notes) => {
    const now = Date.now();
    return notes.flatMap(one => {
      const {changes, lastInsertRowid: id} = note.run(
        broadcast, one.key, one.at, by, one.kind, one.priority, one.text, now);
      if (!changes) return [];
      event.run(broadcast, id, by, now, eventData(one));
      return [{id, ...one}];
    });
  });
  return {
    session: async token => find.get(digest(token)),
    write: async (broadcast, by, notes) => write.immediate(broadcast, by, notes),
  };
}
