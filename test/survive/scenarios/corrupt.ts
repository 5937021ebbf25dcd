import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Raw } from '../../../src/api/schema.ts';
import { USUAL } from '../config.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';
import { healthOf } from './disk-full.ts';

const FILES = ['plumbline.duckdb', 'plumbline.duckdb.wal', 'plumbline.lock'] as const;
const garbled = (bytes: Buffer, at: number): Buffer => {
  const from = Math.max(0, Math.floor(at));
  for (let i = from; i < Math.min(bytes.length, from + 64); i += 1) bytes[i] = (bytes[i] ?? 0) ^ 0xa5;
  return bytes;
};
const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
  header: (path) => writeFileSync(path, garbled(readFileSync(path), 0)),
  middle: (path) => writeFileSync(path, garbled(readFileSync(path), statSync(path).size / 2)),
  end: (path) => writeFileSync(path, garbled(readFileSync(path), statSync(path).size - 40)),
  empty: (path) => writeFileSync(path, ''),
  directory: (path) => {
    rmSync(path);
    mkdirSync(path);
    writeFileSync(join(path, 'kept'), 'not plumbline’s');
  },
};
const allNames = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

export const corrupt: Scenario = {
  name: 'corrupt',
  run: async ({ folder, later, say }) => {
    // Killed, so that there are a database, a log and a lock.
    const good = folder();
    const first = startService({ folder: good, config: USUAL });
    later(() => first.kill('SIGKILL'));
    await follow(first);
    await sleep(4_000);
    const closed = await first.kill('SIGTERM');
    holds(closed.code === 0, 'the first run did not stop');
    const second = startService({ folder: good, config: USUAL });
    later(() => second.kill('SIGKILL'));
    const follower = await follow(second);
    await follower.next(isReply);
    await sleep(2_000);
    const before = (await second.json<Raw>('/api/targets/near/raw?limit=100000&from=-1h')).samples;
    await second.kill('SIGKILL');

    let slowest = 0;
    const lines: string[] = [];
    const broken: string[] = [];
    for (const file of FILES) {
      for (const [how, damage] of Object.entries(DAMAGE)) {
        const home = folder();
        const state = join(home, 'state');
        cpSync(join(good, 'state'), state, { recursive: true });
        damage(join(state, file));
        const damaged = how === 'directory' ? undefined : readFileSync(join(state, file));
        const service = startService({ folder: home, config: USUAL });
        try {
          const told = await follow(service);
          await told.next(isReply, 15_000);
          slowest = Math.max(slowest, performance.now() - service.startedAt);
          await until('it is healthy', async () => (await healthOf(service)).ok);
          const after = (await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-1h')).samples;
          const there = new Set(after.map((s) => JSON.stringify(s)));
          const kept = before.filter((s) => there.has(JSON.stringify(s))).length;
          const said = service.said().includes('damaged');
          const aside = allNames(state).filter((n) => n.includes('.corrupt-'));
          // An empty log is what a process leaves that was killed while it began one: it tells of no harm.
          holds(
            kept === before.length || said || (how === 'empty' && file.endsWith('.wal')),
            `${file} ${how}: ${before.length - kept} samples are gone without a word`,
          );
          holds(
            said === aside.length > 0,
            `${file} ${how}: it said ${said ? '' : 'nothing '}and moved ${aside.join(', ')}`,
          );
          if (how === 'directory')
            holds(
              allNames(state).some((n) => n.endsWith('kept')),
              `${file}: a folder was deleted`,
            );
          else if (said && file !== 'plumbline.lock' && damaged !== undefined && damaged.length > 0)
            holds(
              aside.some((n) => statSync(join(state, n)).isFile() && readFileSync(join(state, n)).equals(damaged)),
              `${file} ${how}: what was damaged is not among ${aside.join(', ')}`,
            );
          lines.push(
            `${file} ${how}: ${said ? 'moved aside and said' : 'nothing to say'}, ${kept} of ${before.length} samples kept`,
          );
        } catch (error) {
          broken.push(`${file} ${how}: ${error instanceof Error ? error.message : String(error)}`);
        } finally {
          await service.kill('SIGKILL');
        }
        say(lines.at(-1) ?? '');
      }
    }
    holds(broken.length === 0, broken.join('\n      '));
    return {
      done: `${FILES.join(', ')}: garbled at the header, in the middle, at the end; emptied; a directory in its place`,
      told: lines.join('; '),
      recoveredMs: slowest,
    };
  },
};
