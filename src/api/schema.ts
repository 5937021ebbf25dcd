// What the api says, as zod schemas: the OpenAPI document and the page's types both come from here.
// Times are epoch microseconds, values are in the unit of their field (`us` for round-trip times).

export * from './schema/blame.ts';
export * from './schema/entries.ts';
export * from './schema/live.ts';
export * from './schema/overview.ts';
export * from './schema/probes.ts';
export * from './schema/samples.ts';
export * from './schema/service.ts';
export * from './schema/targets.ts';
export * from './schema/views.ts';
export type { StateWord } from '../domain/state.ts';
export type { AddressesGlance } from './addresses/glance-schema.ts';
export type { LinesGlance } from './line-glance-schema.ts';
