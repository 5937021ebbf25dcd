import { readdir } from 'node:fs/promises';

const MOST = 1_000;

/** The names of the network devices that there are, up or not; none where the system does not tell (sysfs). */
export const networkDevices = async (): Promise<readonly string[] | undefined> => {
  try {
    return (await readdir('/sys/class/net')).slice(0, MOST);
  } catch {
    return undefined;
  }
};
