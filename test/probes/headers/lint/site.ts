import type { Answer, SiteSeen, Step, Visit } from '../../../../src/probes/site/seen.ts';

export type Lines = readonly (readonly [name: string, value: string])[];
export interface AnswerOf {
  readonly url?: string;
  readonly status?: number;
  readonly headers?: Lines;
  readonly at?: number;
}
/** 06 Nov 1994 08:49:37 GMT. */
export const NOW_SECONDS = 784_111_777;
export const NOW = 'Sun, 06 Nov 1994 08:49:37 GMT';
export const later = (seconds: number): string => new Date((NOW_SECONDS + seconds) * 1_000).toUTCString();

const answer = ({ status = 200, headers = [], at }: AnswerOf): Answer => ({
  status,
  http: '1.1',
  headers,
  tookMicros: 1_000,
  ...(at === undefined ? {} : { at }),
});
const step = (of: AnswerOf, url: string): Step => ({
  url: of.url ?? url,
  address: '192.0.2.1',
  outcome: { ok: true, answer: answer(of) },
});
const visit = (steps: readonly Step[], body: string): Visit => ({
  steps,
  end: 'answer',
  body: Buffer.from(body),
  truncated: false,
  tookMs: 1,
});
export interface SiteOf {
  readonly page?: AnswerOf;
  readonly body?: string;
  readonly missing?: AnswerOf;
  readonly asset?: AnswerOf;
  readonly redirect?: AnswerOf;
  readonly plain?: AnswerOf;
  readonly foreign?: { readonly origin: string; readonly headers: Lines };
}
/** A site at www.example.org, by the headers of its answers. */
export const site = ({ page = {}, body = '<meta charset="utf-8">', ...of }: SiteOf): SiteSeen => {
  const steps = [
    ...(of.redirect === undefined ? [] : [step({ status: 302, ...of.redirect }, 'https://www.example.org/')]),
    step(page, of.redirect === undefined ? 'https://www.example.org/' : 'https://www.example.org/en/'),
  ];
  return {
    aim: { host: 'www.example.org', https: 'https://www.example.org/' },
    secure: visit(steps, body),
    ...(of.plain === undefined
      ? {}
      : { plain: visit([step({ status: 301, ...of.plain }, 'http://www.example.org/'), ...steps], body) }),
    ...(of.missing === undefined
      ? {}
      : { missing: step({ status: 404, ...of.missing }, 'https://www.example.org/nowhere') }),
    ...(of.asset === undefined ? {} : { asset: step(of.asset, 'https://www.example.org/app.3f2a9c1b.js') }),
    ...(of.foreign === undefined
      ? {}
      : { foreign: { origin: of.foreign.origin, answer: answer({ headers: of.foreign.headers }) } }),
  };
};
