import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { startService } from '../../web/src/data/service.ts';
import { contactOf, knownUntil } from '../../web/src/model/contact.ts';
import { event, T0 } from './support.ts';
import { FakeBrowser, WAYS, type Way } from './fake-browser.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The longest wait between two tries, the silence that a dead connection is known by, and what an answer takes. */
const HEALED_WITHIN = 6_250 + 15_000 + 2_000;
/** Who was signed out is asked for once a minute or so. */
const SIGNED_IN_WITHIN = 76_000;

const started = async (browser = new FakeBrowser()) => {
  const service = startService(browser.host);
  await browser.advance(1_000);
  return { browser, service, contact: () => contactOf(service.get()) };
};

describe('following the service', () => {
  it('is live with the first word, and knows the time of the service whatever the viewer’s clock says', async () => {
    const browser = new FakeBrowser();
    browser.setClock(-3 * DAY);
    const { service, contact } = await started(browser);
    expect(contact()).toBe('live');
    await browser.advance(10_500);
    expect(Math.abs(service.get().now - browser.serverNow)).toBeLessThan(1_200_000);
  });

  it.each(['dead', 'busy', 'html', 'hole'] as const)('says that there is no contact: %s', async (way) => {
    const { browser, service, contact } = await started();
    browser.way = way;
    browser.cut();
    await browser.advance(way === 'hole' ? 17_000 : 2_000);
    expect(contact()).toBe('lost');
    await browser.advance(120_000);
    const { now } = service.get();
    expect(now - (knownUntil(service.get()) ?? 0)).toBeGreaterThan(115_000_000);
    browser.way = 'up';
    await browser.advance(HEALED_WITHIN);
    expect(contact()).toBe('live');
    expect(browser.open).toBe(1);
  });

  it('asks again and again while streams do not get through, and is in contact all the while', async () => {
    const { browser, service, contact } = await started();
    browser.way = 'mute';
    for (let s = 0; s < 300; s += 1) {
      await browser.advance(1_000);
      expect(contact()).toBe('live');
      expect(browser.serverNow - (service.get().overview?.now ?? 0)).toBeLessThan(s < 20 ? 21_000_000 : 8_000_000);
      expect(browser.open).toBeLessThanOrEqual(1);
    }
  });

  it('neither storms nor gives up in a day without a service', async () => {
    const { browser } = await started();
    browser.way = 'dead';
    browser.cut();
    const [opened, asked] = [browser.opened, browser.asked];
    await browser.advance(DAY);
    // Every five seconds on average.
    for (const tries of [browser.opened - opened, browser.asked - asked]) {
      expect(tries).toBeGreaterThan(DAY / 6_250);
      expect(tries).toBeLessThan(DAY / 3_750 + 10);
    }
  });

  it('is back at once after a night’s sleep, with one question and one connection, however it is woken', async () => {
    const { browser, service, contact } = await started();
    await browser.advance(60_000);
    await browser.suspend(8 * HOUR);
    const [opened, asked] = [browser.opened, browser.asked];
    browser.wake();
    browser.wake();
    browser.wake();
    await browser.advance(1_500);
    expect(contact()).toBe('live');
    expect(browser.open).toBe(1);
    expect(browser.opened - opened).toBe(1);
    expect(browser.asked - asked).toBeLessThanOrEqual(3);
    expect(Math.abs(service.get().now - browser.serverNow)).toBeLessThan(1_500_000);
  });

  it('notices by itself that it slept, where nobody says so', async () => {
    const { browser, contact } = await started();
    await browser.suspend(HOUR);
    await browser.advance(2_500);
    expect(contact()).toBe('live');
    expect(browser.open).toBe(1);
  });

  it('drops its connection when it goes into the browser’s memory, and is live when it comes back', async () => {
    const { browser, contact } = await started();
    browser.sleep();
    expect(browser.open).toBe(0);
    await browser.suspend(HOUR);
    browser.wake();
    await browser.advance(1_000);
    expect(contact()).toBe('live');
    expect(browser.open).toBe(1);
  });

  it('asks nothing but once a minute while it wants a token, and goes on when there is one', async () => {
    const { browser, service, contact } = await started();
    browser.way = 'token';
    browser.cut();
    await browser.advance(2_000);
    expect(service.get().tokenNeeded).toBe(true);
    const [opened, asked] = [browser.opened, browser.asked];
    await browser.advance(10 * 60_000);
    expect(browser.opened).toBe(opened);
    expect(browser.asked - asked).toBeLessThan(15);
    browser.way = 'up';
    service.refresh();
    await browser.advance(1_000);
    expect(service.get().tokenNeeded).toBe(false);
    expect(contact()).toBe('live');
  });

  it('loads anew after every break, for something may have been missed, and says when the version is another', async () => {
    const { browser, service } = await started();
    await browser.advance(10_000);
    const { asked } = browser;
    browser.version = '0.2.0';
    browser.cut();
    await browser.advance(1_500);
    expect(browser.asked).toBeGreaterThan(asked);
    expect(service.get().outdated).toBe(true);
  });

  it.each(['live-changed', 'failover', 'state-changed', 'site-finding', 'address-finding', 'path-changed'] as const)(
    'has an overview that knows of %s within two seconds, also where the first one was made before',
    async (type) => {
      const { browser, service } = await started();
      await browser.advance(20_000);
      const at = browser.serverNow;
      // For a second more the service gives what it had.
      browser.lag = 1_000;
      browser.send(event(type));
      await browser.advance(2_000);
      expect(service.get().overview?.now).toBeGreaterThanOrEqual(at);
    },
  );

  it('does not ask for ever for what the service’s clock, set back, calls the future', async () => {
    const { browser, service } = await started();
    await browser.advance(10_000);
    browser.send(event('failover'));
    browser.step = -HOUR;
    const { asked } = browser;
    await browser.advance(60_000);
    expect(browser.asked - asked).toBeLessThan(40);
    expect(Math.abs(service.get().now - browser.serverNow)).toBeLessThan(1_200_000);
  });

  it('takes samples again after the service’s clock was set back', async () => {
    const { browser, service } = await started();
    const sample = (at: number) =>
      browser.send({ kind: 'samples', target: 'a', probe: 'ping', field: 'rtt', samples: [{ at, value: 5 }] });
    sample(browser.serverNow + HOUR * 1_000);
    await browser.advance(500);
    sample(browser.serverNow);
    await browser.advance(500);
    expect(service.get().overview?.targets[0]?.latest?.at).toBeLessThan(T0 + 60_000_000);
  });

  it('heals from whatever comes, within the longest wait, over one connection', async () => {
    const step = fc.record({
      way: fc.constantFrom<Way>(...WAYS),
      ms: fc.oneof(fc.nat(20_000), fc.nat(600_000)),
      also: fc.constantFrom('cut', 'wake', 'sleep', 'suspend', 'set', 'nothing'),
      by: fc.integer({ min: -HOUR, max: HOUR }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 8 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (steps, random) => {
          const browser = new FakeBrowser(() => random.next().value as number);
          const { contact, service } = await started(browser);
          for (const { way, ms, also, by } of steps) {
            browser.way = way;
            if (also === 'cut') browser.cut();
            if (also === 'wake') browser.wake();
            if (also === 'sleep') browser.sleep();
            if (also === 'suspend') await browser.suspend(Math.abs(by));
            if (also === 'set') browser.setClock(by);
            await browser.advance(ms);
            expect(browser.open).toBeLessThanOrEqual(1);
            if (also === 'sleep') browser.wake();
          }
          browser.way = 'up';
          await browser.advance(service.get().tokenNeeded ? SIGNED_IN_WITHIN : HEALED_WITHIN);
          expect(contact()).toBe('live');
          expect(service.get().link).toBe('live');
          expect(browser.open).toBe(1);
          expect(Math.abs(service.get().now - browser.serverNow)).toBeLessThan(1_200_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
