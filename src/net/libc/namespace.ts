import { systemError, type SystemError } from './errno.ts';
import type { Libc } from './libc.ts';
import { CLONE_NEWNET, O_CLOEXEC, O_NONBLOCK } from './linux.ts';

/** Where ip-netns(8) keeps those that have names. */
const NAMED = '/run/netns';
/** Of the thread that asks: each has its own. */
const OWN = '/proc/thread-self/ns/net';

/** The file of a network namespace: of a named one, or the path as it is given. */
const fileOf = (namespace: string): string => (namespace.startsWith('/') ? namespace : `${NAMED}/${namespace}`);

/**
 * Does something that takes no time in a network namespace, and comes back (setns(2)): what is opened meanwhile stays
 * there. Only the calling thread goes, and nothing else of it runs meanwhile, nor does it start threads. Undefined: here.
 * Throws where it cannot come back, for all that the thread does from then on would be in the wrong network.
 */
export const inNamespace = <T>(
  libc: Libc,
  namespace: string | undefined,
  act: () => T,
): T | { readonly error: SystemError } => {
  if (namespace === undefined) return act();
  const own = libc.open(OWN, O_CLOEXEC);
  if (own < 0) return { error: told(libc, OWN) };
  // Whatever the path leads to, nobody is waited for.
  const there = libc.open(fileOf(namespace), O_CLOEXEC | O_NONBLOCK);
  try {
    if (there < 0 || libc.setns(there, CLONE_NEWNET) < 0) return { error: told(libc, namespace) };
    try {
      return act();
    } finally {
      comeBack(libc, own, namespace);
    }
  } finally {
    if (there >= 0) libc.close(there);
    libc.close(own);
  }
};

const comeBack = (libc: Libc, own: number, namespace: string): void => {
  if (libc.setns(own, CLONE_NEWNET) < 0)
    throw new Error(`cannot come back from the network namespace ${namespace}: ${systemError(libc.errno()).detail}`);
};
const told = (libc: Libc, namespace: string): SystemError => {
  const { code, detail } = systemError(libc.errno());
  switch (code) {
    case 'ENOENT':
      return { code, detail: `ENOENT: there is no network namespace ${namespace}` };
    case 'EACCES': // the file of another user's process
    case 'EPERM':
      return { code, detail: `${code}: the network namespace ${namespace} wants CAP_SYS_ADMIN to be entered` };
    case 'EINVAL':
      return { code, detail: `EINVAL: ${namespace} is no network namespace` };
    default:
      return { code, detail: `${detail} (network namespace ${namespace})` };
  }
};

/** The index of an interface there; 0: there is none. */
export const interfaceIndex = (libc: Libc, name: string, namespace: string | undefined): number => {
  const index = inNamespace(libc, namespace, () => libc.ifNametoindex(name));
  return typeof index === 'number' ? index : 0;
};
