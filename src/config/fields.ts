import { z } from 'zod';

import { canonicalAddress, parseAddress } from '../domain/address.ts';
import { isHostName } from '../net/resolve.ts';

// Every message says what is expected, in words that follow "expected": problems.ts makes the rest of the sentence.

export const text = (max: number, what: string) => {
  const expected = `${what}: a text of at most ${max} characters on one line`;
  return z.string({ error: expected }).regex(new RegExp(`^[^\\p{Cc}]{1,${max}}$`, 'u'), { error: expected });
};
export const yesOrNo = z.boolean({ error: 'true or false' });
const NAME = 'a name of lower-case letters, digits, dots, dashes and underscores, at most 64';
export const name = z.string({ error: NAME }).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, { error: NAME });

export const ADDRESS = 'a host name or a numeric address, without scheme, path or port';
export const address = z
  .string({ error: ADDRESS })
  .refine((a) => isHostName(a) || parseAddress(a) !== undefined, { error: ADDRESS })
  .transform((a) => canonicalAddress(a) ?? a);

const SOURCE = 'a numeric address of this machine';
const DEVICE = 'the name of a network device, such as eth0';
const NAMESPACE = 'the name of a network namespace (ip netns), or the path of one';
const VRF = 'the device of a VRF, such as vrf-dsl';
const DEVICE_NAME = /^(?!\.{1,2}$)[^\s/:]{1,15}$/;
const MARK = 'a packet mark: a whole number from 0 to 4294967295';
const mark = z.int({ error: MARK }).min(0, { error: MARK }).max(0xffff_ffff, { error: MARK });
export const via = z
  .strictObject(
    {
      source: z.string({ error: SOURCE }).refine((a) => parseAddress(a) !== undefined, { error: SOURCE }),
      device: z.string({ error: DEVICE }).regex(DEVICE_NAME, { error: DEVICE }),
      mark,
      namespace: z
        .string({ error: NAMESPACE })
        .regex(/^(?!\.{1,2}$)(?:[^\s/]{1,200}|\/[^\s\p{Cc}]{1,1000})$/u, { error: NAMESPACE }),
      vrf: z.string({ error: VRF }).regex(DEVICE_NAME, { error: VRF }),
    },
    { error: 'a mapping of source, device, mark, namespace, vrf' },
  )
  .partial();
