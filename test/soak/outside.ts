import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What can be seen of a process from outside. Bytes and counts. */
export interface Outside {
  readonly resident: number;
  readonly threads: number;
  /** Everything open. */
  readonly handles: number;
  readonly sockets: number;
  /** Processes that it started and that are still there. */
  readonly children: number;
  /** Files in the folder that it has for temporary ones. */
  readonly temporary: number;
  /** Bytes in the state folder. */
  readonly state: number;
}

/** A line of /proc/PID/status (proc_pid_status(5)). */
const numberIn = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);

/** What is gone between the list and the look is not counted. */
const whereThere = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};
const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name));
const parentOf = (pid: string): number | undefined =>
  whereThere(() => numberIn(readFileSync(`/proc/${pid}/status`, 'latin1'), 'PPid'));

/** Undefined when the process is gone. */
export const lookFromOutside = (pid: number, state: string, temporary: string): Outside | undefined =>
  whereThere(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const open = readdirSync(`/proc/${pid}/fd`);
    const links = open.map((fd) => whereThere(() => readlinkSync(`/proc/${pid}/fd/${fd}`)));
    const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return {
      resident: numberIn(status, 'VmRSS') * 1_024,
      threads: numberIn(status, 'Threads'),
      handles: open.length,
      sockets: links.filter((link) => link?.startsWith('socket:')).length,
      children: others.filter((other) => parentOf(other) === pid).length,
      temporary: files(temporary).length,
      state: files(state).reduce((sum, file) => sum + (whereThere(() => statSync(file).size) ?? 0), 0),
    };
  });

/** The processes in this process's network namespace, but for itself. */
export const othersInNamespace = (): readonly number[] => {
  const ours = readlinkSync('/proc/self/ns/net');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => whereThere(() => readlinkSync(`/proc/${name}/ns/net`)) === ours)
    .map(Number);
};
