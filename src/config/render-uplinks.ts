import { present } from '../domain/present.ts';
import { formatDuration } from '../probes/duration.ts';
import { ANCHORS } from '../probes/uplink/options.ts';
import type { Uplink } from './config.ts';
import { usuallyMetered, USUAL_LIVE, usualOf } from './uplink-schema.ts';

/** What has to be written of a line under `uplinks`: what differs from the defaults. */
export const plainUplink = (uplink: Uplink): Readonly<Record<string, unknown>> => {
  const { name, label, kind, metered, homeName, binding, recognised, anchors, resolver, lostAfter, every } = uplink;
  const { asn, egress, firstHop, gateway } = recognised;
  const usual = usualOf(kind, metered);
  const written: Readonly<Record<string, unknown>> = {
    kind,
    label: label === name ? undefined : label,
    metered: metered === usuallyMetered(kind) ? undefined : metered,
    home_name: homeName,
    via: Object.keys(binding).length === 0 ? undefined : binding,
    asn,
    egress,
    first_hop: firstHop,
    gateway,
    anchors: anchors.join() === ANCHORS.join() ? undefined : anchors,
    resolver,
    lost_after: lostAfter === usual.lostAfter ? undefined : formatDuration(lostAfter),
    every: plainEvery(every, usual.standby),
  };
  return present(written);
};

const plainEvery = ({ live, standby }: Uplink['every'], usual: number): object | undefined => {
  const written = {
    ...(live === USUAL_LIVE ? {} : { live: formatDuration(live) }),
    ...(standby === Math.max(live, usual) ? {} : { standby: formatDuration(standby) }),
  };
  return Object.keys(written).length === 0 ? undefined : written;
};
