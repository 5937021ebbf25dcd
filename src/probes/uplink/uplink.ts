import { familyOf } from '../../domain/address.ts';
import { HOUSE } from '../../domain/line.ts';
import type { Note, Settled } from '../../domain/sample.ts';
import { MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import { askDns } from '../../net/dns.ts';
import { gathered, type Gathering } from '../gathered.ts';
import { ALWAYS_LIVE, atPace, firstDue, isAlert, settablePace } from '../pace.ts';
import type { Context, Observation, Once, Pace, Stream } from '../probe.ts';
import { ANCHORS, options, type Options } from './options.ts';
import { measurePathMtu } from './path-mtu.ts';
import { report, runOnce, type Report } from './run-once.ts';
import { ALERT_LASTS, alertEvery, dnsEvery, echoEvery, mtuEvery } from './schedule.ts';
import { sendEcho } from './send-echo.ts';
import { ASIDE_EVERY, ASIDE_TIMES, newAnchor, settle, type Anchor } from './standing.ts';

/** The path MTU is asked for the first time when the line has had time to be known, and again soon where nothing came. */
const MTU_FIRST: Millis = 3 * SECOND;
const MTU_AGAIN: Millis = MINUTE;
const DNS_FIRST: Millis = 2 * SECOND;

/**
 * One line to the internet: echoes to its anchors in turn, to its gateway apart, a DNS query and the path MTU. Where no
 * echo can be sent, TCP connects to port 53 of the anchors stand in.
 */
export const uplink: Once<Options, Report> & Stream<Options> = {
  name: 'uplink',
  title: 'Line',
  purpose: 'whether the line carries: its anchors, its router, its resolver',
  ofLines: true,
  usualTarget: HOUSE,
  ownersOptions: ['anchors', 'gateway', 'resolver'],
  options,
  values: {
    rtt: { label: 'Round-trip time', unit: 'us', better: 'lower' },
    gateway: { label: 'Round-trip time to the gateway', unit: 'us', better: 'lower' },
    dns: { label: 'DNS query', unit: 'us', better: 'lower' },
    mtu: { label: 'Path MTU', unit: 'bytes', better: 'higher' },
    sent: { label: 'Echoes sent', unit: 'count', better: 'neither' },
    received: { label: 'Echoes answered', unit: 'count', better: 'higher' },
    lossRatio: { label: 'Loss', unit: 'ratio', better: 'lower' },
  },
  streams: ['rtt', 'gateway', 'dns', 'mtu'],
  report,
  every: SECOND,

  follow(aim, asked, ctx) {
    const anchors = asked.anchors ?? anchorsFor(aim.address);
    return gathered<Observation>(ctx.signal, (gathering) => {
      const { cadence, pace = ALWAYS_LIVE } = ctx;
      const parts: Parts = { ...ctx, ...gathering, asked, pace, phase: firstDue(cadence, ctx.clock) };
      const { gateway, resolver } = asked;
      const line = new Echoes(anchors, parts);
      return [
        line.usual(),
        line.aside(),
        line.alert(),
        ...(gateway === undefined ? [] : [followGateway(gateway, parts)]),
        ...(resolver === undefined ? [] : [followResolver(resolver, parts)]),
        followMtu(() => line.best(), parts),
      ];
    });
  },

  run: (aim, asked, ctx) => runOnce({ ...asked, anchors: [...(asked.anchors ?? anchorsFor(aim.address))] }, ctx),
};

/** What is asked where nobody says: the place itself, if it is one. */
const anchorsFor = (address: string): readonly string[] => (familyOf(address) === undefined ? ANCHORS : [address]);

interface Parts extends Pick<Context, 'clock' | 'net'>, Gathering<Observation> {
  readonly asked: Options;
  readonly pace: Pace;
  readonly phase: Millis;
}

/** The echoes to the anchors of a line. */
class Echoes {
  readonly #addresses: readonly string[];
  readonly #parts: Parts;
  #anchors: readonly Anchor[];
  #next = 0;
  #nextAside = 0;

  constructor(addresses: readonly string[], parts: Parts) {
    this.#addresses = addresses;
    this.#parts = parts;
    this.#anchors = addresses.map(() => newAnchor);
  }
  /** One after the other, as often as the pace has it. */
  usual(): Promise<void> {
    const { asked } = this.#parts;
    return atPace(
      this.#parts,
      (pace) => echoEvery(pace, asked),
      (due) => this.#send(this.#inTurn(), due),
    );
  }
  /** Those that do not speak for the line are asked whether they have come back. */
  aside(): Promise<void> {
    const { asked } = this.#parts;
    return atPace(
      this.#parts,
      (pace) => Math.max(ASIDE_EVERY, ASIDE_TIMES * echoEvery(pace, asked)),
      (due) => {
        const set = this.#indices((a) => a.aside !== undefined);
        const i = set[(this.#nextAside += 1) % Math.max(1, set.length)];
        if (i !== undefined) this.#send(i, due);
      },
    );
  }
  /** More beside the usual ones for a while, each time that the pace becomes so. */
  async alert(): Promise<void> {
    const { clock, pace, signal, asked } = this.#parts;
    while (!signal.aborted) {
      const word = pace.now();
      if (isAlert(word)) {
        const began = clock.elapsed();
        const burst = new AbortController();
        const over = AbortSignal.any([signal, burst.signal]);
        const ended = clock.sleep(ALERT_LASTS, over).then(() => burst.abort());
        // Of a pace of its own, that only ends: it is not hurried by what hurries the others.
        const own = { clock, signal: over, pace: settablePace(word), phase: began + alertEvery(word, asked) / 2 };
        void pace.changed(over).then(() => burst.abort());
        await atPace(
          own,
          () => alertEvery(word, asked),
          (due) => this.#send(this.#inTurn(), due),
        );
        await ended;
        if (pace.now() !== word) continue;
      }
      await pace.changed(signal);
    }
  }
  /** The anchor to ask what only one is asked: the first that speaks for the line. */
  best(): string | undefined {
    const i = this.#indices((a) => a.aside === undefined && a.misses === 0 && a.answers > 0)[0];
    return i === undefined ? undefined : this.#addresses[i];
  }

  #indices(are: (anchor: Anchor) => boolean): readonly number[] {
    return this.#anchors.flatMap((anchor, i) => (are(anchor) ? [i] : []));
  }
  #inTurn(): number {
    const standing = this.#indices((a) => a.aside === undefined);
    const i = standing.find((each) => each >= this.#next) ?? standing[0] ?? 0;
    this.#next = (i + 1) % this.#addresses.length;
    return i;
  }
  #send(i: number, due: Millis): void {
    const { asked, tell, beside } = this.#parts;
    const echo = { address: this.#addresses[i] ?? '', timeout: asked.timeout, due };
    let speaks = true;
    const settled = (sample: Settled): void => {
      const heard = settle(this.#anchors, i, 'value' in sample ? sample.value : undefined);
      this.#anchors = heard.anchors;
      speaks = heard.counts;
      if (speaks) tell({ field: 'rtt', sample });
    };
    const noted = (sample: Note): void => (speaks ? tell({ field: 'rtt', sample }) : undefined);
    beside(sendEcho(this.#parts, echo, { settled, noted }));
  }
}

const followGateway = (address: string, parts: Parts): Promise<void> => {
  const { asked, tell, phase, pace, clock, signal } = parts;
  const half = { clock, pace, signal, phase: phase + asked.live / 2 };
  const told = {
    settled: (sample: Settled) => tell({ field: 'gateway', sample }),
    noted: (sample: Note) => tell({ field: 'gateway', sample }),
  };
  return atPace(
    half,
    (word) => echoEvery(word, asked),
    (due) => parts.beside(sendEcho(parts, { address, timeout: asked.timeout, due }, told)),
  );
};

/** What a resolver answers is an answer, also that it does not know. */
const followResolver = (address: string, parts: Parts): Promise<void> => {
  const { asked, tell, phase, clock, net, signal, pace } = parts;
  return atPace(
    { clock, pace, signal, phase: phase + DNS_FIRST },
    (word) => dnsEvery(word, asked),
    async () => {
      const at = clock.now();
      const tries = { at: [0], within: asked.timeout };
      const seen = await askDns({ net, clock }, { address }, { name: '.', type: 'NS' }, signal, tries);
      if (signal.aborted) return;
      const heard = seen.ok ? seen : seen.answered;
      tell({
        field: 'dns',
        sample: heard === undefined ? { at, lost: 'timeout' } : { at: heard.at, value: heard.tookMicros },
      });
    },
  );
};

const followMtu = (anchor: () => string | undefined, parts: Parts): Promise<void> => {
  const { asked, tell, phase, clock, net, signal, pace } = parts;
  let isKnown = false;
  const every = (word: Parameters<typeof mtuEvery>[0]): Millis | undefined => {
    const usual = mtuEvery(word, asked);
    return usual === undefined || isKnown ? usual : MTU_AGAIN;
  };
  return atPace({ clock, pace, signal, phase: phase + MTU_FIRST }, every, async () => {
    const to = anchor();
    const at = clock.now();
    const mtu = to === undefined ? undefined : await measurePathMtu(net, to, signal);
    isKnown = mtu !== undefined;
    if (mtu !== undefined && !signal.aborted) tell({ field: 'mtu', sample: { at, value: mtu } });
  });
};
