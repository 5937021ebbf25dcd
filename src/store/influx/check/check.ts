import type { Clock } from '../../../domain/clock.ts';
import type { Code } from '../../../domain/codes.ts';
import { CODES } from '../../../domain/codes.ts';
import type { Evidence, Finding } from '../../../domain/finding.ts';
import { INFLUX_MAJORS, type InfluxAccess, type InfluxMajor } from '../../../domain/influx.ts';
import { nearest } from '../../../domain/nearest.ts';
import type { Outcome } from '../../../domain/outcome.ts';
import { toTag } from '../names.ts';
import { fieldsPart, seriesPart } from '../protocol.ts';
import { identifier } from '../query/text.ts';
import { withoutSecrets } from '../secrets.ts';
import { rowsOf, sender, type Answer, type Answered, type Send } from './client.ts';
import { databasesOf } from './databases.ts';

/** What one step came to, in words. */
export interface CheckStep {
  readonly step: 'address' | 'version' | 'login' | 'database' | 'write' | 'read';
  readonly ok: boolean;
  readonly detail: string;
}
export interface InfluxCheck {
  readonly url: string;
  readonly database: string;
  /** As the server tells it: `1.6.7~rc0`, `v2.7.11`. */
  readonly version?: string;
  readonly steps: readonly CheckStep[];
}
export interface CheckDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly vantage: string;
  /** Tells the point of this check from those of others. */
  readonly id: string;
  readonly progress?: (line: string) => void;
}

/** The point that is written and read: of nobody's interest, and in nobody's way. */
const MEASUREMENT = 'plumbline_check';
/** A whole second is what the header Date is rounded to. */
const CLOCK_APART_MS = 5_000;
const READ_TRIES = 5;
const READ_AGAIN_MS = 200;

/**
 * Address, version, login, database, one point written and read back; ends at the first step that fails. Changes
 * nothing but that point (and that 3 Core makes the database that it is written to).
 */
export const checkInflux = async (access: InfluxAccess, deps: CheckDeps): Promise<Outcome<InfluxCheck>> => {
  const { signal, progress } = deps;
  const findings: Finding[] = [];
  const steps: CheckStep[] = [];
  const report: { version?: string } = {};
  const step = (name: CheckStep['step'], ok: boolean, detail: string): void => {
    steps.push({ step: name, ok, detail });
    progress?.(`${name}: ${detail}`);
  };
  const found = (code: Code, evidence: Evidence, remedy?: string): void => {
    findings.push({ code, severity: CODES[code].severity, evidence, ...(remedy === undefined ? {} : { remedy }) });
  };
  await walk(access, deps, sender(access, signal), { step, found, report });
  if (signal.aborted) return { status: 'failed', reason: 'cancelled', detail: 'cancelled', findings: [] };
  const { url, database } = access;
  return { status: 'measured', values: {}, findings, report: { url, database, ...report, steps } };
};

interface Told {
  readonly step: (name: CheckStep['step'], ok: boolean, detail: string) => void;
  readonly found: (code: Code, evidence: Evidence, remedy?: string) => void;
  readonly report: { version?: string };
}

const walk = async (access: InfluxAccess, deps: CheckDeps, send: Send, told: Told): Promise<void> => {
  const { step, found } = told;
  const ping = await send('GET', '/ping');
  if (!ping.answered) return unreachable(access, ping, told);
  step('address', true, `${access.url} answers`);
  clocks(ping, deps, told);
  if (isRefused(ping)) return unauthorized(access, ping, told);

  const major = versionOf(access, ping, told);
  if (major === undefined) return undefined;

  const known = await databasesOf(send, access, major);
  if (known.refused !== undefined) return unauthorized(access, known.refused, told);
  step('login', true, access.token === undefined && access.login === undefined ? 'none is needed' : 'is right');
  const near = nearest(access.database, known.names ?? []);
  const isThere = known.names?.includes(access.database);
  const noDatabase = (said: string): void => {
    const evidence = { database: access.database, said, ...(near === undefined ? {} : { nearest: near }) };
    step('database', false, `there is no "${access.database}"`);
    found('influx-no-database', evidence, creating(access, major, near));
  };
  // 2.x is asked by writing. 3 Core makes whatever database it is asked to write to: a misspelt one too.
  if (isThere === false && (major === 1 || (major === 3 && near !== undefined)))
    return noDatabase('it is not among those that this login sees');
  if (isThere === true) step('database', true, `"${access.database}" is there`);

  const at = Math.floor(deps.clock.now() / 1_000);
  const line = `${seriesPart(MEASUREMENT, { vantage: toTag(deps.vantage) })} ${fieldsPart({ id: deps.id })} ${at}`;
  const wrote = await send('POST', ...writing(access, major), line);
  if (!wrote.answered) return unreachable(access, wrote, told, 'write');
  // 201 and 204 alone say that it was taken: a 200 is of something else in between.
  if (wrote.status !== 204 && wrote.status !== 201) {
    const said = wrote.error;
    if (wrote.status === 404) return noDatabase(said);
    step('write', false, `answers ${wrote.status}: ${said}`);
    return found(
      'influx-not-writable',
      { status: wrote.status, said },
      isRefused(wrote) ? granting(access, major, 'write') : undefined,
    );
  }
  if (isThere !== true) step('database', true, `"${access.database}" takes points`);
  step('write', true, `one point to ${MEASUREMENT}`);
  return readBack(access, major, deps, send, told, at);
};

const isRefused = ({ status }: Answered): boolean => status === 401 || status === 403;

const unreachable = (
  access: InfluxAccess,
  answer: Answer,
  { step, found }: Told,
  at: CheckStep['step'] = 'address',
) => {
  if (answer.answered) return;
  const remedies: Readonly<Record<typeof answer.step, string | undefined>> = {
    resolve: 'Check the name in `influx.url`, and the resolver.',
    tls: 'Check the certificate: its name, its dates, and that this machine trusts who signed it (NODE_EXTRA_CA_CERTS names a file of further ones). Without TLS the address begins with http://.',
    connect: undefined,
    answer: undefined,
  };
  step(at, false, `${answer.step}: ${answer.why}`);
  found('influx-unreachable', { url: access.url, step: answer.step, why: answer.why }, remedies[answer.step]);
};

const unauthorized = (access: InfluxAccess, answer: Answered, { step, found }: Told): void => {
  const given =
    access.token !== undefined ? 'a token' : access.login === undefined ? 'nothing' : 'a user name and password';
  const said = answer.error;
  step('login', false, `answers ${answer.status}: ${said}`);
  found('influx-unauthorized', { status: answer.status, said, given });
};

const clocks = (answer: Answered, { clock }: CheckDeps, { found }: Told): void => {
  const theirs = Date.parse(answer.header('date') ?? '');
  const apart = theirs - clock.now() / 1_000;
  if (Math.abs(apart) > CLOCK_APART_MS) found('influx-clock-apart', { seconds: Math.round(apart / 1_000) });
};

/** The major version, as found; undefined where it is no InfluxDB, or one that is not known. */
const versionOf = (access: InfluxAccess, answer: Answered, { step, found, report }: Told): InfluxMajor | undefined => {
  const inBody = /"version"\s*:\s*"([^"]{1,40})"/.exec(answer.text)?.[1];
  const text = (answer.header('x-influxdb-version') ?? inBody ?? '').slice(0, 40);
  const version = withoutSecrets(text, access);
  const number = Number(/^v?(\d+)\./.exec(text)?.[1] ?? Number.NaN);
  const major = INFLUX_MAJORS.find((m) => m === number);
  if (major === undefined) {
    const said = version === '' ? `answers ${answer.status} to /ping, without a version` : version;
    step('version', false, said);
    found('influx-not-influxdb', { url: access.url, said });
    return undefined;
  }
  report.version = version;
  step('version', true, `InfluxDB ${version.replace(/^v/, '')}`);
  if (access.version !== 'auto' && access.version !== major)
    found('influx-other-version', { configured: access.version, found: version });
  return major;
};

const writing = (access: InfluxAccess, major: InfluxMajor): [string, Readonly<Record<string, string | undefined>>] => {
  const { database, org, retentionPolicy: rp } = access;
  return major === 1
    ? ['/write', { db: database, rp, precision: 'ms' }]
    : ['/api/v2/write', { bucket: database, org, precision: 'ms' }];
};

const readBack = async (
  access: InfluxAccess,
  major: InfluxMajor,
  { clock, signal, id }: CheckDeps,
  send: Send,
  told: Told,
  at: number,
): Promise<void> => {
  const { database, retentionPolicy: rp } = access;
  const q = `SELECT "id" FROM "${MEASUREMENT}" WHERE time = ${at}ms`;
  let last: Answer | undefined;
  for (let i = 0; i < READ_TRIES && !signal.aborted; i += 1) {
    if (i > 0) await clock.sleep(READ_AGAIN_MS, signal);
    last = await send('GET', '/query', { db: database, rp, q, epoch: 'ms' });
    if (!last.answered) return unreachable(access, last, told, 'read');
    if (last.status === 200 && rowsOf(last).some((row) => row.includes(id)))
      return told.step('read', true, 'the same point, by InfluxQL');
    if (last.status !== 200 || last.error !== '') break;
  }
  if (last === undefined || !last.answered) return undefined;
  const said = last.error || 'the point is not there';
  told.step('read', false, last.status === 200 ? said : `answers ${last.status}: ${said}`);
  const evidence = { status: last.status, said };
  if (major === 2 && /not found|dbrp|mapping/i.test(said))
    return told.found('influx-no-dbrp', { bucket: database, ...evidence });
  return told.found('influx-not-readable', evidence, isRefused(last) ? granting(access, major, 'read') : undefined);
};

/** One word for a shell, whatever is in it. */
const word = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
/** By who may: the program asks for the password where it is empty. */
const asAdmin = (statement: string): string => `influx -username ADMIN -password '' -execute ${word(statement)}`;
const grantOf = (database: string, username: string): string =>
  asAdmin(`GRANT ALL ON ${identifier(database)} TO ${identifier(username)}`);

/** What to do; each line after the first is a command of its own. */
const creating = (
  { database, org = '', login }: InfluxAccess,
  major: InfluxMajor,
  near: string | undefined,
): string => {
  const make = near === undefined ? 'Make it' : `Perhaps "${near}" is meant; else make it`;
  if (major === 2) return `${make}.\ninflux bucket create --name ${word(database)} --org ${word(org)}`;
  if (major === 3) return `${make}.\ninfluxdb3 create database ${word(database)}`;
  const create = `CREATE DATABASE ${identifier(database)}`;
  if (login === undefined) return `${make}.\ninflux -execute ${word(create)}`;
  // 1.x shows a user what it was granted alone, and making what is there changes nothing.
  return `${make} where it is not there, and let this login use it.\n${asAdmin(create)}\n${grantOf(database, login.username)}`;
};
const granting = ({ database, login }: InfluxAccess, major: InfluxMajor, what: 'read' | 'write'): string => {
  if (major === 1) return `Let this login use it.\n${grantOf(database, login?.username ?? 'USER')}`;
  return `Make a token that may read and write "${database}": this one may not ${what} it.`;
};
