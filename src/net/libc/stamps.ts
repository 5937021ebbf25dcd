import type { Millis } from '../../domain/time.ts';
import type { Ancillary } from './control.ts';
import type { Libc } from './libc.ts';
import * as linux from './linux.ts';
import type { Memory } from './memory.ts';
import type { Socket } from './socket.ts';

/** A moment of the wall clock: whole seconds since the epoch, and nanoseconds. */
export type Stamp = readonly [seconds: number, nanos: number];

/** When the kernel sent and received: software stamps, that of the sending on the error queue. */
export const wantStamps = (socket: Socket): void => {
  const stamps = linux.SOF_TX_SOFTWARE | linux.SOF_RX_SOFTWARE | linux.SOF_SOFTWARE | linux.SOF_OPT_TSONLY;
  socket.set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, stamps);
};
/** The wall clock now, written to the first 16 bytes of `scratch`. */
export const stampNow = (libc: Libc, scratch: Memory): Stamp => {
  libc.clockGettime(linux.CLOCK_REALTIME, scratch.address());
  return [scratch.u32(0), scratch.u32(8)];
};
/** The stamp of the sending, where this message of the error queue brings it. */
export const sentStamp = ({ origin, seconds, nanos }: Ancillary): Stamp | undefined =>
  origin === linux.EE_ORIGIN_TIMESTAMPING && seconds >= 0 ? [seconds, nanos] : undefined;

/** From `sent` to the kernel's stamp of a message where that is sound (the wall clock may have been set meanwhile), else `waited`. */
export const roundTrip = (sent: Stamp, about: Ancillary, waited: Millis): Millis => {
  const stamped = (about.seconds - sent[0]) * 1_000 + (about.nanos - sent[1]) / 1e6;
  return about.seconds >= 0 && stamped >= 0 && stamped <= waited + 1 ? stamped : waited;
};
