import type { ExchangeSeen } from '../domain/ask.ts';
import type { Evidence } from '../domain/finding.ts';
import { alertName } from '../wire/tls-alert.ts';
import { nameOf, type Target } from './target.ts';

/** The server's own word on what it wants (RFC 8446, 6.2; RFC 6066, 3; RFC 7301, 3.2). */
const WANTS = new Map([
  [40, 'another name or port of that server; its log says what it wants (a cipher, a version, a name)'],
  [70, 'a server that speaks TLS 1.2 or 1.3, or another port'],
  [71, 'another port; its log says what it wants (a cipher, a key length)'],
  [112, 'a name that this server serves: diagnose the name, not its address'],
  [116, "another port or name: it wants a client's certificate, which there is none of here"],
  [120, 'a port that speaks HTTP/1.1 within TLS'],
]);

/** What answers, and cannot be spoken with: no TLS, no HTTP, or TLS that is refused. */
export const unspoken = (
  target: Target,
  seen: ExchangeSeen | undefined,
): { readonly summary: string; readonly evidence: Evidence } => {
  const { address, port, tls, goal } = target;
  const at = `${address} port ${port}`;
  const { alert, detail } = seen ?? {};
  if (alert === undefined) {
    const said = detail === undefined ? '' : ` (${detail})`;
    return {
      summary: `What answers at ${at} is no ${tls ? 'TLS' : 'HTTP'}${said}: the way cannot be judged by it.`,
      evidence: { settle: 'name a port that speaks HTTP or HTTPS' },
    };
  }
  const name = alertName(alert);
  const told = name === undefined ? String(alert) : `${alert}, ${name}`;
  const asked = nameOf(goal);
  return {
    summary: `What answers at ${at} is TLS, and refuses ${asked === null ? 'a handshake without a name' : `the handshake for ${asked}`} (alert ${told}): the way cannot be judged by it.`,
    evidence: { alert: told, settle: WANTS.get(alert) ?? 'another name or port of that server, or a look at its log' },
  };
};
