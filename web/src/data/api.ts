import type { AddressHistory, Addresses } from '../../../src/api/addresses/schema.ts';
import type { ConfigAsRead } from '../../../src/api/config/schema.ts';
import type { CodeDetail, CodeList, EventTypeList, FoundList } from '../../../src/api/codes/schema.ts';
import type { IncidentDetail, IncidentList, LineHistory, Lines, LineUptime } from '../../../src/api/line-schema.ts';
import type { PathDetail, Paths } from '../../../src/api/paths/schema.ts';
import type { SiteDetail, Sites } from '../../../src/api/sites/schema.ts';
import type { CheckChoices } from '../../../src/api/check-schema.ts';
import type {
  CheckRequest,
  EventList,
  GapList,
  Histogram,
  Overview,
  ProbeList,
  RunList,
  Session,
  View,
} from '../../../src/api/schema.ts';

/** Reading is protected and nobody is signed in. */
export class TokenNeeded extends Error {
  override readonly name = 'TokenNeeded';
}
/** The service answered, but not with what was asked. `status` 0: it did not answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  /** What of the service was wrong; `store`: what it reads from is not there. */
  readonly where: string | undefined;
  constructor(status: number, message: string, where?: string) {
    super(message);
    this.status = status;
    this.where = where;
  }
}

const TIMEOUT = 20_000;
type Params = Readonly<Record<string, string | number | undefined>>;

const withQuery = (path: string, params: Params): string => {
  const query = new URLSearchParams();
  for (const [k, v] of Object.entries(params)) if (v !== undefined) query.set(k, String(v));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};

const failureOf = async (response: Response): Promise<ApiFailure> => {
  const { status } = response;
  try {
    const { error } = (await response.json()) as { error?: { what?: string; where?: string; expected?: string } };
    if (error?.what !== undefined) {
      const expected = error.expected === undefined ? '' : ` Expected: ${error.expected}.`;
      return new ApiFailure(status, `${error.what}${expected}`, error.where);
    }
  } catch {
    // Not ours, so the status must do.
  }
  return new ApiFailure(status, `The service answered ${status}.`);
};

const EVENTS = { 'content-type': 'application/json', accept: 'text/event-stream' };

/** `stays`: whoever asks bounds the time of what comes after the head of the answer, and ends it with the signal. */
const ask = async <T>(
  path: string,
  init: RequestInit,
  read: (response: Response) => T | Promise<T>,
  signal?: AbortSignal,
  stays = false,
): Promise<T> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), TIMEOUT);
  const stop = (): void => late.abort();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const response = await fetch(path, { ...init, signal: late.signal, credentials: 'same-origin' });
    if (response.status === 401) throw new TokenNeeded('This page wants the token.');
    if (!response.ok) throw await failureOf(response);
    // Half an answer may be all that ever comes.
    return await read(response);
  } catch (error) {
    if (error instanceof TokenNeeded || error instanceof ApiFailure || signal?.aborted === true) throw error;
    throw new ApiFailure(
      0,
      late.signal.aborted ? 'The service did not answer in time.' : 'The service does not answer.',
    );
  } finally {
    clearTimeout(timer);
    if (!stays) signal?.removeEventListener('abort', stop);
  }
};

const jsonOf = async <T>(response: Response): Promise<T> => {
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // A proxy's or a captive portal's own page, or half of ours.
    throw new ApiFailure(response.status, 'What answers here is not plumbline.');
  }
};
/** Whoever left while the answer was read hears nothing of it: what a page that was left is told, it would draw. */
const get = async <T>(path: string, params: Params, signal?: AbortSignal): Promise<T> => {
  const body = await ask(withQuery(path, params), { headers: { accept: 'application/json' } }, jsonOf<T>, signal);
  if (signal?.aborted === true) throw new ApiFailure(0, 'Nobody waits for the answer any more.');
  return body;
};

export interface SeriesChoice {
  readonly probe?: string | undefined;
  readonly field?: string | undefined;
}
export interface EventsAsked {
  readonly target?: string | undefined;
  readonly types?: string | undefined;
  readonly severities?: string | undefined;
  readonly from?: number;
  readonly to?: number;
}
/** The api takes times as whole milliseconds. */
const inMillis = (q: Params & { readonly from?: number; readonly to?: number }): Params => ({
  ...q,
  ...(q.from === undefined ? {} : { from: Math.floor(q.from / 1_000) }),
  ...(q.to === undefined ? {} : { to: Math.ceil(q.to / 1_000) }),
});
const target = (name: string, what: string): string => `/api/targets/${encodeURIComponent(name)}/${what}`;

export const api = {
  overview: (signal?: AbortSignal) => get<Overview>('/api/overview', {}, signal),
  view: (name: string, q: { from: number; to: number; points: number } & SeriesChoice, signal?: AbortSignal) =>
    get<View>(target(name, 'view'), inMillis({ ...q }), signal),
  histogram: (name: string, q: { from: number; to: number } & SeriesChoice, signal?: AbortSignal) =>
    get<Histogram>(target(name, 'histogram'), inMillis({ ...q }), signal),
  runs: (name: string, q: { probe?: string; limit: number; from?: number; to?: number }, signal?: AbortSignal) =>
    get<RunList>(target(name, 'runs'), inMillis({ ...q }), signal),
  events: (q: EventsAsked & { limit: number }, signal?: AbortSignal) =>
    get<EventList>('/api/events', inMillis({ ...q }), signal),
  eventsCsvPath: (q: EventsAsked) => withQuery('/api/events', { format: 'csv', ...inMillis({ ...q }) }),
  eventTypes: () => get<EventTypeList>('/api/event-types', {}),
  codes: () => get<CodeList>('/api/codes', {}),
  code: (code: string, signal?: AbortSignal) =>
    get<CodeDetail>(`/api/codes/${code.split('/').map(encodeURIComponent).join('/')}`, {}, signal),
  found: (q: { code: string; from: number; to: number }, signal?: AbortSignal) =>
    get<FoundList>('/api/findings', inMillis({ ...q }), signal),
  gaps: (q: { from?: number; to?: number }, signal?: AbortSignal) =>
    get<GapList>('/api/gaps', inMillis({ ...q }), signal),
  lines: (signal?: AbortSignal) => get<Lines>('/api/lines', {}, signal),
  lineHistory: (q: { from: number; to: number }, signal?: AbortSignal) =>
    get<LineHistory>('/api/lines/history', inMillis({ ...q }), signal),
  lineUptime: (name: string, signal?: AbortSignal) =>
    get<LineUptime>(`/api/lines/${encodeURIComponent(name)}/uptime`, {}, signal),
  incidents: (q: { from: number; to: number }, signal?: AbortSignal) =>
    get<IncidentList>('/api/incidents', inMillis({ ...q }), signal),
  incident: (id: string, signal?: AbortSignal) =>
    get<IncidentDetail>(`/api/incidents/${encodeURIComponent(id)}`, {}, signal),
  addresses: (signal?: AbortSignal) => get<Addresses>('/api/addresses', {}, signal),
  addressHistory: (q: { from: number; to: number }, signal?: AbortSignal) =>
    get<AddressHistory>('/api/addresses/history', inMillis({ ...q }), signal),
  sites: (signal?: AbortSignal) => get<Sites>('/api/sites', {}, signal),
  config: (signal?: AbortSignal) => get<ConfigAsRead>('/api/config', {}, signal),
  site: (name: string, signal?: AbortSignal) => get<SiteDetail>(`/api/sites/${encodeURIComponent(name)}`, {}, signal),
  paths: (signal?: AbortSignal) => get<Paths>('/api/paths', {}, signal),
  path: (name: string, via: string | undefined, signal?: AbortSignal) =>
    get<PathDetail>(`/api/paths/${encodeURIComponent(name)}`, { via }, signal),
  csvPath: (name: string, q: { from: number; to: number } & SeriesChoice) =>
    withQuery(target(name, 'raw'), { format: 'csv', ...inMillis({ ...q }) }),
  probes: () => get<ProbeList>('/api/probes', {}),
  checkChoices: () => get<CheckChoices>('/api/check-choices', {}),
  /** Its answer goes on as long as the check does. */
  startCheck: (request: CheckRequest, signal: AbortSignal) =>
    ask('/api/checks', { method: 'POST', headers: EVENTS, body: JSON.stringify(request) }, (r) => r, signal, true),
  session: () => get<Session>('/api/session', {}),
  signIn: async (token: string): Promise<void> => {
    const body = JSON.stringify({ token });
    await ask(
      '/api/session',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body },
      () => undefined,
    );
  },
  signOut: () => ask('/api/session', { method: 'DELETE' }, jsonOf<Session>),
};
