import type { Database } from './database.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

/**
 * Brings the tables to this program's version, each step in a transaction of its own.
 * Answers with what is wrong when a newer program has been there; nothing is touched then.
 */
export const migrate = async (db: Database): Promise<string | undefined> => {
  await db.transact((_, rows) => rows('create table if not exists schema_version (version integer not null)'));
  const [found] = await db.read<{ version: number | null }>('select max(version) as version from schema_version');
  const version = found?.version ?? 0;
  if (version > SCHEMA_VERSION)
    return `its database has version ${version}, expected at most ${SCHEMA_VERSION}: a newer plumbline wrote it.`;
  for (const [i, steps] of MIGRATIONS.entries()) {
    if (i < version) continue;
    await db.transact(async (_, rows) => {
      for (const step of steps) await rows(step);
      await rows('delete from schema_version');
      await rows(`insert into schema_version values (${i + 1})`);
    });
  }
  return undefined;
};
