import type { EchoEngine } from '../net.ts';
import type { Missing } from './access.ts';
import { openKernel, type KernelOptions } from './kernel.ts';
import { lasting } from './lasting.ts';
import { openNetPing } from './net-ping.ts';

export interface EchoOptions extends KernelOptions {
  /** One engine and no other. */
  readonly only?: EchoEngine['name'];
}

/**
 * The best echo engine that this system allows: the kernel's datagram sockets, its raw sockets, net-ping.
 * Where there is none: why, and the one command that would change it.
 */
export const openEcho = async (options: EchoOptions = {}): Promise<EchoEngine | Missing> => {
  if (options.only === 'net-ping') return openNetPing();
  const kernel = await openKernel(options);
  if ('echoes' in kernel) return lasting(kernel, () => openKernel(options));
  if (options.only === 'kernel') return kernel;
  const netPing = await openNetPing();
  return 'echoes' in netPing ? netPing : kernel; // it needs what the kernel engine lacks
};
