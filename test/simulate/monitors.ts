/**
 * What routers decide a line by, from their documented parameters. Times in seconds; `echo` sends one at `t` and tells
 * its round trip in ms, undefined where it never comes back.
 */
export interface Monitor {
  /** Whether the line is down (or bad) at `t`; called in order, every tenth of a second. */
  isBad(t: number): boolean;
}
type Echo = (t: number) => number | undefined;

export interface DpingerParameters {
  readonly send: number;
  readonly lossAfter: number;
  readonly period: number;
  readonly check: number;
  /** Percent, and ms. */
  readonly lossAlarm: number;
  readonly latencyAlarm: number;
  /** An alarm is held until it was over for so long. */
  readonly hold: number;
}
/** pfSense's defaults (System > Routing > Gateways > Advanced; the alarm is the "high" threshold). */
export const PFSENSE: DpingerParameters = {
  send: 0.5,
  lossAfter: 2,
  period: 60,
  check: 1,
  lossAlarm: 20,
  latencyAlarm: 500,
  hold: 10,
};
/** OPNsense's (System > Gateways > Configuration > Advanced). */
export const OPNSENSE: DpingerParameters = { ...PFSENSE, send: 1, lossAfter: 4, hold: 0 };

/**
 * dpinger (its NOTES.md): a rolling array of echoes; every second the share of those without a reply among those that
 * are old enough, and the mean of the replies. A late reply makes an echo answered again.
 */
export const dpinger = (p: DpingerParameters, echo: Echo): Monitor => {
  const sent: { readonly at: number; readonly rtt: number | undefined }[] = [];
  const most = Math.round(p.period / p.send);
  let alarm = false;
  let hold = 0;
  let nextSend = 0;
  let nextCheck = p.check;
  return {
    isBad: (t) => {
      if (t + 1e-6 >= nextSend) {
        nextSend += p.send;
        sent.push({ at: t, rtt: echo(t) });
        if (sent.length > most) sent.shift();
      }
      if (t + 1e-6 < nextCheck) return alarm;
      nextCheck += p.check;
      let [received, lost, sum] = [0, 0, 0];
      for (const { at, rtt } of sent) {
        if (rtt !== undefined && at + rtt / 1_000 <= t) {
          received += 1;
          sum += rtt;
        } else if (t - at > p.lossAfter) lost += 1;
      }
      const share = received + lost === 0 ? 0 : Math.floor((100 * lost) / (received + lost));
      const isOver = share > p.lossAlarm || (received > 0 && sum / received > p.latencyAlarm);
      if (isOver) {
        alarm = true;
        hold = p.hold;
      } else if (alarm) {
        hold -= p.check;
        if (hold <= 0) alarm = false;
      }
      return alarm;
    },
  };
};

/** mwan3 as shipped (etc/config/mwan3: four addresses, reliability 2; mwan3track's defaults for the rest). */
export const MWAN3 = { targets: 4, reliability: 2, timeout: 4, interval: 10, down: 5, up: 5 } as const;

/**
 * mwan3track: one address after the other, one ping each, until as many as `reliability` answered; then it waits.
 * A round in which fewer did counts down, one in which they did counts up.
 */
export const mwan3 = (echo: Echo): Monitor => {
  const { targets, reliability, timeout, interval, down, up } = MWAN3;
  let score: number = down + up;
  let offline = false;
  let target = 0;
  let answered = 0;
  let busyUntil = 0;
  const round = (): void => {
    if (answered < reliability) {
      score -= 1;
      if (score === up) offline = true;
      if (score <= up) score = 0;
    } else {
      score += 1;
      if (score === up) offline = false;
      if (score >= up) score = down + up;
    }
  };
  return {
    isBad: (t) => {
      while (t + 1e-6 >= busyUntil) {
        if (target < targets && answered < reliability) {
          const rtt = echo(busyUntil);
          const isAnswered = rtt !== undefined && rtt <= timeout * 1_000;
          answered += Number(isAnswered);
          busyUntil += isAnswered ? rtt / 1_000 : timeout;
          target += 1;
        } else {
          round();
          [target, answered] = [0, 0];
          busyUntil += interval;
        }
      }
      return offline;
    },
  };
};
