// @ts-check
/**
 * @typedef {import('../../src/domain/clock.ts').Clock} Clock
 * @typedef {import('../../src/net/net.ts').EchoEngine} EchoEngine
 * @typedef {import('../../src/net/net.ts').EchoEvent} EchoEvent
 */

/**
 * A clock that runs `rate` times as fast as the one it is given, from that one's present on.
 * @param {Clock} clock
 * @param {number} rate
 * @returns {Clock & { readonly stamp: (at: number) => number }} `stamp`: what it tells when the other tells `at`.
 */
export const fastClock = (clock, rate) => {
  const began = clock.now();
  /** @param {number} at */
  const stamp = (at) => Math.round(began + (at - began) * rate);
  return {
    now: () => stamp(clock.now()),
    elapsed: () => clock.elapsed() * rate,
    sleep: (ms, signal) => clock.sleep(ms / rate, signal),
    stamp,
  };
};

/**
 * @param {AsyncIterable<EchoEvent>} events
 * @param {(at: number) => number} stamp
 * @returns {AsyncGenerator<EchoEvent>}
 */
async function* restamped(events, stamp) {
  for await (const event of events) yield { ...event, sentAt: stamp(event.sentAt) };
}

/**
 * An engine for callers who live by the fast clock: it sends `rate` times as often, waits so much less for a reply, and
 * tells the times of sending by that clock. Round-trip times stay what they are.
 * @param {EchoEngine} engine
 * @param {number} rate
 * @param {(at: number) => number} stamp
 * @returns {EchoEngine}
 */
export const fastEngine = (engine, rate, stamp) => ({
  name: engine.name,
  stamps: engine.stamps,
  how: engine.how,
  families: engine.families,
  echoes: (request, binding, signal) => {
    const { every, phase } = request.cadence;
    const cadence = { every: every / rate, phase: phase / rate };
    return restamped(engine.echoes({ ...request, cadence, timeout: request.timeout / rate }, binding, signal), stamp);
  },
  close: () => engine.close(),
});
