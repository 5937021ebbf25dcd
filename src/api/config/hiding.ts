import { readDocument } from '../../config/document.ts';
import { allKeys } from '../../config/known-keys.ts';
import type { Loaded } from '../../config/load.ts';
import { hiderOf, secretsOf, type Guarded, type Hide } from '../../config/secrets.ts';
import type { AnyProbe } from '../../probes/probe.ts';

/** What hides the secrets of the config in force and of the file as it is now: the same while both are. */
export const hiding = (inForce: Guarded, probes: readonly AnyProbe[]): ((disk: Loaded | undefined) => Hide) => {
  const words = allKeys(probes);
  let last: { readonly seen: string; readonly hide: Hide } | undefined;
  return (disk) => {
    const text = disk?.text?.();
    const read = disk?.ok === true ? { config: disk.config } : {};
    const seen = JSON.stringify([text, disk?.ok === true ? secretsOf(disk.config) : {}]);
    if (last?.seen === seen) return last.hide;
    const onDisk = text === undefined ? [] : [{ document: readDocument(text), ...read }];
    last = { seen, hide: hiderOf([inForce, ...onDisk], words) };
    return last.hide;
  };
};
