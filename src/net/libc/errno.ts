import { getSystemErrorName } from 'node:util';

/** The errors that a probing socket meets, in words for a person. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'the system does not allow it',
  EADDRINUSE: 'another socket of this machine has that port',
  EADDRNOTAVAIL: 'no interface of this machine has that source address',
  EAFNOSUPPORT: 'the system has no such address family',
  EHOSTUNREACH: 'no route to the host, or the neighbour does not answer',
  EINVAL: 'the source address or an option does not fit',
  EMSGSIZE: 'the packet is larger than the interface or the path takes',
  ENETDOWN: 'the interface is down',
  ENETUNREACH: 'no route to the network',
  ENOBUFS: 'the output queue is full',
  ENODEV: 'there is no such interface',
  EPERM: 'not permitted (missing privilege, or a local firewall)',
};

export interface SystemError {
  /** E.g. `ENETUNREACH`. */
  readonly code: string;
  /** E.g. `ENETUNREACH: no route to the network`. */
  readonly detail: string;
}

/** The name and meaning of an errno. */
export const systemError = (errno: number): SystemError => {
  const code = errno > 0 ? getSystemErrorName(-errno) : `errno ${errno}`;
  const meaning = MEANINGS[code];
  return { code, detail: meaning === undefined ? code : `${code}: ${meaning}` };
};
