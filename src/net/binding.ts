import type { Binding } from './net.ts';

/** What of a binding Node's own sockets cannot do, which take a source alone; undefined: nothing. */
export const beyondSource = ({ device, vrf, mark, namespace }: Binding): string | undefined =>
  (device !== undefined && 'a device') ||
  (vrf !== undefined && 'a VRF') ||
  (mark !== undefined && 'a mark') ||
  (namespace !== undefined && 'a namespace') ||
  undefined;
