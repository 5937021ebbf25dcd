import { z } from 'zod';

import { durationBounds } from './duration.ts';
import { parseOptions } from './options.ts';
import type { AnyProbe } from './probe.ts';

/** What a form, or a page of help, needs to know of one option. */
export interface OptionInfo {
  readonly name: string;
  /** `duration`: a text such as `250ms`, with its bounds and usual value in milliseconds. */
  readonly kind: 'number' | 'duration' | 'choice' | 'boolean' | 'text' | 'list';
  /** What is expected, in words that follow "expected", as the schema says it of a wrong value. */
  readonly expected: string;
  /** What it is for, where the schema describes it. */
  readonly about?: string;
  readonly min?: number;
  readonly max?: number;
  /** Of a number: it is a whole one. */
  readonly whole?: true;
  readonly choices?: readonly (string | number | boolean)[];
  /** What holds where it is left out; missing where nothing does. */
  readonly usual?: string | number | boolean;
  /** It is the owner's to give (`Once.ownersOptions`). */
  readonly owners?: true;
}

interface Told {
  readonly type?: string;
  readonly enum?: readonly (string | number | boolean)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}
type Kind = Omit<OptionInfo, 'name' | 'expected' | 'about' | 'usual' | 'owners'>;

const innermost = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? innermost(schema.unwrap()) : schema;

/** Of integers, JSON Schema says the greatest that there is where there is no bound. */
const bound = (n: number | undefined): number | undefined =>
  n === undefined || Math.abs(n) === Number.MAX_SAFE_INTEGER ? undefined : n;

const kindOf = (schema: z.core.$ZodType, told: Told): Kind => {
  const duration = durationBounds.get(innermost(schema));
  if (duration !== undefined) return { kind: 'duration', ...duration };
  if (told.enum !== undefined) return { kind: 'choice', choices: told.enum };
  if (told.type === 'boolean') return { kind: 'boolean' };
  if (told.type === 'array') return { kind: 'list' };
  if (told.type !== 'integer' && told.type !== 'number') return { kind: 'text' };
  const [min, max] = [bound(told.minimum), bound(told.maximum)];
  return {
    kind: 'number',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(told.type === 'integer' ? { whole: true } : {}),
  };
};

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** What the schema says of a value that no option takes. */
const expectedOf = (probe: AnyProbe, name: string): string => {
  const parsed = parseOptions(probe, { [name]: () => undefined });
  const said = parsed.ok ? undefined : parsed.problems.find((p) => p.name === name || p.name.startsWith(`${name}.`));
  return said?.expected ?? '';
};

/** The options of a probe as its schema has them, in that order. */
export const optionsOf = (probe: AnyProbe): readonly OptionInfo[] => {
  if (!(probe.options instanceof z.ZodObject)) return [];
  const shape = probe.options.shape as Readonly<Record<string, z.core.$ZodType>>;
  const { properties = {} } = z.toJSONSchema(probe.options, { io: 'input', unrepresentable: 'any' });
  const parsed = probe.options.safeParse({});
  const usually = (parsed.success ? parsed.data : {}) as Readonly<Record<string, unknown>>;
  const owners: readonly string[] = ('ownersOptions' in probe ? probe.ownersOptions : undefined) ?? [];
  return Object.entries(shape).map(([name, schema]) => {
    const told = properties[name] as Told;
    const expected = expectedOf(probe, name);
    const usual = usually[name];
    const more: { -readonly [K in 'about' | 'usual' | 'owners']?: OptionInfo[K] } = {};
    if (told.description !== undefined && told.description !== expected) more.about = told.description;
    if (isPlain(usual)) more.usual = usual;
    if (owners.includes(name)) more.owners = true;
    return Object.assign({ name, expected }, kindOf(schema, told), more);
  });
};
