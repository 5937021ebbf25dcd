/**
 * Socket filters, in classic BPF (Linux, Documentation/networking/filter.rst): struct sock_filter is a code of 16 bits,
 * two jumps of 8, and a value of 32. What is loaded at SKF_NET_OFF stands in the IP header, otherwise in the TCP header.
 */
const BPF_LD_B_ABS = 0x30;
const BPF_JMP_JEQ_K = 0x15;
const BPF_JMP_JSET_K = 0x45;
const BPF_RET_K = 0x06;
const SKF_NET_OFF = -0x10_0000;
const TTL_AT = { 4: 8, 6: 7 } as const;
const TCP_FLAGS_AT = 13;
const RST = 0x04;
const ACCEPT = 0xffff_ffff;
const DROP = 0;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];
const program = (...instructions: readonly Instruction[]): Uint8Array => {
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, [code, ifTrue, ifFalse, value]] of instructions.entries()) {
    view.setUint16(i * 8, code, true);
    view.setUint8(i * 8 + 2, ifTrue);
    view.setUint8(i * 8 + 3, ifFalse);
    view.setUint32(i * 8 + 4, value >>> 0, true);
  }
  return bytes;
};
const loadTtl = (family: 4 | 6): Instruction => [BPF_LD_B_ABS, 0, 0, SKF_NET_OFF + TTL_AT[family]];

/** Lets in what arrives with a TTL (hop limit) in which this bit is set, or is not. */
export const ttlBitFilter = (family: 4 | 6, bit: number, isSet: boolean): Uint8Array =>
  program(
    loadTtl(family),
    [BPF_JMP_JSET_K, isSet ? 0 : 1, isSet ? 1 : 0, 1 << bit],
    [BPF_RET_K, 0, 0, ACCEPT],
    [BPF_RET_K, 0, 0, DROP],
  );

/** Lets in everything but RSTs that arrive with another TTL. */
export const resetsOfTtlFilter = (family: 4 | 6, ttl: number): Uint8Array =>
  program(
    [BPF_LD_B_ABS, 0, 0, TCP_FLAGS_AT],
    [BPF_JMP_JSET_K, 0, 2, RST],
    loadTtl(family),
    [BPF_JMP_JEQ_K, 0, 1, ttl],
    [BPF_RET_K, 0, 0, ACCEPT],
    [BPF_RET_K, 0, 0, DROP],
  );
