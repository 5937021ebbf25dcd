import type { InfluxSettings } from '../domain/influx.ts';
import type { Keep } from '../domain/keep.ts';
import type { Line } from '../domain/line.ts';
import type { Place } from '../domain/place.ts';
import type { GeoSource } from '../probes/geoip/options.ts';
import type { Binding, Family } from '../net/net.ts';
import type { Check } from '../probes/probe.ts';

export const ROLES = ['line', 'gateway', 'first-hop', 'resolver', 'anchor', 'control', 'site', 'target'] as const;
/** What a target is to the line; orders and groups it on the page. */
export type Role = (typeof ROLES)[number];

export interface Target {
  /** Unique, URL-safe: `[a-z0-9][a-z0-9._-]*`. The `target` of every subject about it. */
  readonly name: string;
  readonly label: string;
  readonly role: Role;
  /** A name or a numeric address; empty where a reader does not know what another place has. */
  readonly address: string;
  readonly family?: Family;
  readonly checks: readonly Check[];
  /** Where targets of several vantage points are read side by side: what they are called there, and whose view this is. */
  readonly place?: {
    readonly target: string;
    readonly label: string;
    readonly vantage: string;
    readonly via?: string;
    /** The same text where other places look at the same machine (watch/same.ts). */
    readonly same: string;
  };
}

/** A line with how it is reached and what is asked over it. */
export interface Uplink extends Line {
  readonly binding: Binding;
  /** Numeric addresses that are always there; the line is judged by most of them. */
  readonly anchors: readonly string[];
  /** Whoever resolves names for those who use it. */
  readonly resolver?: string;
}

export interface RefusingSite {
  readonly name: string;
  readonly label: string;
  readonly url: string;
  /** What means "not from here": a status, or a text in the page; any of them. None: it only has to answer. */
  readonly refuses: { readonly status: readonly number[]; readonly text: readonly string[] };
  /** Names of lines; all that are reachable, and the house, where left out. */
  readonly lines?: readonly string[];
}

/** What one runs oneself, under `sites:`; each is a target of role `site` too. */
export interface Site {
  readonly name: string;
  readonly label: string;
  /** https; its port and path are those that are asked for. */
  readonly url: string;
  /** Who is asked, whatever the name resolves to: an origin behind its CDN, say. Numeric. */
  readonly address?: string;
  /** Where its plain http is; false: nowhere. 80, or nowhere where the https port is another than 443 and this is left out. */
  readonly httpPort?: number | false;
  /** A static file whose headers are compared with the page's; found in the page where left out. */
  readonly asset?: string;
}
/** Where it is known what browsers have built in. */
export interface PreloadSettings {
  /** Chromium's list: a file, or a web address; false: nobody is asked. */
  readonly list?: string | false;
  /** Whether hstspreload.org is asked how each site stands there. */
  readonly portal?: boolean;
}

/** The config as the service runs it: defaults filled in, everything validated. */
export interface Config {
  /** The file it came from; undefined when discovered. */
  readonly file?: string;
  readonly vantage: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Needed for starting checks through the api from anywhere, and for listening beyond loopback. */
  readonly token?: string;
  /** Whether reading wants the token too. */
  readonly protectReading: boolean;
  /** Whether a check asked through the api (with the token) may aim at public addresses beside the targets. */
  readonly apiMayProbe: readonly string[];
  /** How long the record keeps what it does not keep for ever. */
  readonly keep: Keep;
  /** The InfluxDB that everything is also written to. */
  readonly influx?: InfluxSettings;
  /** The ways to the internet; each is a target of role `line` too, and so is `internet`, where there are any. */
  readonly uplinks: readonly Uplink[];
  /** Whom the lines are asked who they are of, where not the usual ones: `host:port`, and web addresses. */
  readonly egress?: { readonly stun?: readonly string[]; readonly http?: readonly string[] };
  /** Where this is, by its owner's word. */
  readonly here?: Place;
  /** What is asked about the addresses of lines (probes/address/), beside the usual. */
  readonly addresses?: {
    readonly blocklists?: readonly string[];
    readonly registry?: string | false;
    readonly router?: boolean;
  };
  /** Who is asked where they are (probes/geoip/). */
  readonly geoip?: { readonly sources: readonly GeoSource[]; readonly trace?: string | false };
  /** Pages that tell whether an address is taken for that of a proxy; each is a target, asked over every line. */
  readonly refusing?: readonly RefusingSite[];
  /** What one runs oneself. */
  readonly sites?: readonly Site[];
  readonly preload?: PreloadSettings;
  /** Whether an incident starts a diagnosis; never over a metered line. */
  readonly diagnoseOnDown: boolean;
  readonly targets: readonly Target[];
  /** Where the targets were discovered: whether there was a default route then, by family. */
  readonly waysOut?: { readonly v4: boolean; readonly v6: boolean };
}

/** One thing that is wrong in a config file. All of them are told at once. */
export interface ConfigProblem {
  /** E.g. `targets.router.ping.every`. */
  readonly path: string;
  /** 1-based, where known. */
  readonly line?: number;
  readonly found: string;
  /** What `found` is, where it quotes a value: for whoever may read it only if it is none of a secret. */
  readonly kind?: string;
  readonly expected: string;
  /** The nearest right key, when the key is unknown. */
  readonly nearest?: string;
}
