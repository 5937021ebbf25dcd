import { z } from 'zod';

import { INFLUX_MAJORS, type InfluxSettings } from '../domain/influx.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { duration } from '../probes/duration.ts';

const DEFAULT_RATE = 20_000;
const DEFAULT_FLUSH = 10 * SECOND;
const DEFAULT_TIMEOUT = 30 * SECOND;

const URL_TEXT = 'an address such as http://127.0.0.1:8086, without user, password, query or /api/v2';
/** As `InfluxAccess.url` (domain/influx.ts); undefined when it is none. */
const canonicalUrl = (text: string): string | undefined => {
  const url = /^https?:\/\/[^\s\\]{1,1000}$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '' || /[@?#]/.test(text)) return undefined;
  const path = url.pathname.replace(/\/+$/, '');
  return path.endsWith('/api/v2') ? undefined : `${url.origin}${path}`;
};
const url = z.string({ error: URL_TEXT }).transform((text, ctx): string => {
  const canonical = canonicalUrl(text);
  if (canonical !== undefined) return canonical;
  ctx.issues.push({ code: 'custom', message: URL_TEXT, input: text });
  return z.NEVER;
});

const text = (what: string, most: number) => {
  const error = `${what}: a text of at most ${most} characters on one line`;
  return z.string({ error }).regex(new RegExp(`^[^\\p{Cc}]{1,${most}}$`, 'u'), { error });
};
export const INFLUX_TOKEN = 'a token of at most 1024 printable characters without spaces';
export const isInfluxToken = (token: string): boolean => /^[\x21-\x7e]{1,1024}$/.test(token);
export const PASSWORD = 'a password of at most 256 characters on one line';
export const isPassword = (password: string): boolean => /^[^\p{Cc}]{1,256}$/u.test(password);
const USERNAME = 'a user name of at most 256 characters on one line, without a colon';
const RATE = 'points a second, a whole number from 100 to 1000000';
const VERSION = `auto, ${INFLUX_MAJORS.join(', ')}`;
const path = z.string({ error: 'a path' }).min(1, { error: 'a path' }).optional();
const name = (what: string) => text(what, 256).optional();

/** `influx:` in the config. */
export const influxSchema = z.strictObject(
  {
    url: url.meta({ description: URL_TEXT }),
    token: z.string({ error: INFLUX_TOKEN }).refine(isInfluxToken, { error: INFLUX_TOKEN }).optional(),
    token_file: path,
    username: z
      .string({ error: USERNAME })
      .regex(/^[^\p{Cc}:]{1,256}$/u, { error: USERNAME })
      .optional(),
    password: z.string({ error: PASSWORD }).refine(isPassword, { error: PASSWORD }).optional(),
    password_file: path,
    org: name('the name of an organization (2.x)'),
    bucket: name('the name of a bucket (2.x)'),
    database: name('the name of a database (1.x, 3)'),
    retention_policy: name('the name of a retention policy (1.x)'),
    version: z.literal(['auto', ...INFLUX_MAJORS], { error: VERSION }).default('auto'),
    rate: z
      .int({ error: RATE })
      .min(100, { error: RATE })
      .max(1_000_000, { error: RATE })
      .default(DEFAULT_RATE)
      .meta({ description: RATE }),
    flush: duration(SECOND, 5 * MINUTE, '10s or 1m').default(DEFAULT_FLUSH),
    timeout: duration(SECOND, 5 * MINUTE, '10s or 1m').default(DEFAULT_TIMEOUT),
    telegraf: z
      .boolean({ error: 'true or false' })
      .default(false)
      .meta({ description: "Whether the points of Telegraf's ping are written too" }),
  },
  { error: 'a mapping of at least url and bucket (2.x) or database (1.x, 3)' },
);
type Parsed = z.output<typeof influxSchema>;

/** Where the secrets that are not in the config itself are to be read from. */
export interface InfluxSecretFiles {
  readonly token?: string;
  readonly password?: string;
}

/** The settings without what is to be read from files. */
export const influxSettings = (parsed: Parsed): InfluxSettings => {
  const { url, version, bucket, database, org, retention_policy: retentionPolicy, token, username } = parsed;
  const { rate, flush, timeout, telegraf } = parsed;
  return {
    url,
    version,
    database: bucket ?? database ?? '',
    ...(org === undefined ? {} : { org }),
    ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
    ...(token === undefined ? {} : { token }),
    ...(username === undefined ? {} : { login: { username, password: parsed.password ?? '' } }),
    rate,
    flush,
    timeout,
    telegraf,
  };
};
export const influxSecretFiles = ({ token_file: token, password_file: password }: Parsed): InfluxSecretFiles => ({
  ...(token === undefined ? {} : { token }),
  ...(password === undefined ? {} : { password }),
});

type Mapping = Readonly<Record<string, unknown>>;

/** What is right by itself and wrong together: the key that is told of, and what was expected there. */
export const influxConflicts = (given: Mapping): readonly (readonly [key: string, expected: string])[] => {
  const has = (key: string): boolean => given[key] !== undefined;
  const rules: readonly (readonly [boolean, string, string])[] = [
    [has('token') && has('token_file'), 'token_file', 'either token or token_file'],
    [has('password') && has('password_file'), 'password_file', 'either password or password_file'],
    [has('username') && (has('token') || has('token_file')), 'username', 'either a token or a user name'],
    [has('username') && !has('password') && !has('password_file'), 'username', 'password or password_file beside it'],
    [!has('username') && has('password'), 'password', 'username beside it'],
    [!has('username') && has('password_file'), 'password_file', 'username beside it'],
    [!has('bucket') && !has('database'), 'database', 'the name of a database (1.x, 3), or bucket and org (2.x)'],
    [has('bucket') && has('database'), 'database', 'either bucket and org (2.x), or database (1.x, 3)'],
    [has('bucket') && !has('org'), 'bucket', 'org beside it'],
    [has('org') && !has('bucket'), 'org', 'bucket beside it'],
    [has('retention_policy') && has('bucket'), 'retention_policy', 'no such key beside bucket: it is of 1.x'],
    [given.version === 2 && has('database'), 'version', 'bucket and org beside it, or another version'],
  ];
  return rules.flatMap(([isWrong, key, expected]) => (isWrong ? [[key, expected] as const] : []));
};
