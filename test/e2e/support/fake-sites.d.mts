import type { Event, Run } from '../../../src/api/schema.ts';
import type { SiteDetail, Sites, SitesGlance } from '../../../src/api/sites/schema.ts';

export interface FakeSites {
  now(now: number): Sites;
  detail(name: string, now: number): SiteDetail | undefined;
  runs(name: string, from: number, to: number): readonly Run[];
  glance(): SitesGlance;
  csv(): string;
  readonly targets: readonly {
    readonly name: string;
    readonly label: string;
    readonly url: string;
    readonly failed: boolean;
  }[];
  readonly events: readonly Event[];
}
export function fakeSites(t0: number, variant: string): FakeSites;
