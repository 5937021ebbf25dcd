import type { CodeInfo } from './code-info.ts';

/** What is said of certificates and TLS (probes/tls/). */
export const TLS_CODES = {
  'tls-expired': {
    severity: 'fail',
    meaning: 'A certificate has expired: browsers and apps refuse the site.',
    remedy:
      'Renew it and let the server read the new one (reload it): many renew in time and go on with the old one in memory. Where an intermediate has expired, take the chain that came with the newest certificate.',
  },
  'tls-not-yet-valid': {
    severity: 'fail',
    meaning: 'A certificate is not valid yet.',
    remedy:
      'Compare the clock of this machine and of the one that issued it (`timedatectl`); else wait, or issue it again.',
  },
  'tls-expiring': {
    severity: 'warn',
    meaning:
      'The certificate is about to expire, for one of its lifetime: a sixth of it is left, or 30 days where that is less. Who renews by itself does so when a third is left.',
    remedy:
      'See why it was not renewed: the log of the ACME client (`certbot renew --dry-run`, `journalctl -u caddy`), port 80 or DNS for the challenge, and whether the server was reloaded.',
  },
  'tls-name-mismatch': {
    severity: 'fail',
    meaning: 'The certificate is for other names than the one asked for.',
    remedy:
      'Issue one that has this name too (with and without www), or give the server the right one for it (server_name, SNI). Where only clients without SNI see this, set the default site.',
  },
  'tls-self-signed': {
    severity: 'fail',
    meaning: 'The certificate is signed by itself: nobody can tell it from one that somebody in between made.',
    remedy:
      "Get one that browsers trust, free of charge (Let's Encrypt; Caddy does so by itself), also for a name at home (DNS-01).",
  },
  'tls-untrusted-root': {
    severity: 'fail',
    meaning: 'The chain ends at an authority that this machine does not know.',
    remedy:
      'For an authority of your own, name its root in NODE_EXTRA_CA_CERTS where plumbline runs. Else get a certificate of a public one, or look for who is in between (an antivirus, a filter).',
  },
  'tls-untrusted': {
    severity: 'fail',
    meaning: 'The certificate is not trusted, for the reason shown.',
    remedy: 'Look at the code and text of OpenSSL in the finding; issue the certificate again.',
  },
  'tls-chain-incomplete': {
    severity: 'fail',
    meaning:
      'The server does not send the certificate of its issuer: some browsers fetch it or remember it, apps, mail clients and command lines fail.',
    remedy: 'Give the server the full chain: nginx wants fullchain.pem in ssl_certificate, not cert.pem.',
  },
  'tls-chain-out-of-order': {
    severity: 'warn',
    meaning: 'The certificates are not in the order that TLS wants, each followed by its issuer: old clients fail.',
    remedy: 'Put them into the file in this order: its own, then who issued that, and so on; the root can be left out.',
  },
  'tls-chain-with-others': {
    severity: 'info',
    meaning: 'The server sends certificates that do not belong to the chain.',
    remedy: 'Leave them out: they cost bytes in each handshake, and some clients (printers, old ones) fail over them.',
  },
  'tls-chain-unreadable': {
    severity: 'fail',
    meaning: 'The certificate is not understood.',
    remedy: 'Look at it: `openssl s_client -connect HOST:443 -showcerts`; issue it again.',
  },
  'tls-sha1-signature': {
    severity: 'fail',
    meaning: 'A certificate of the chain is signed by way of SHA-1 or MD5: no browser takes that.',
    remedy: 'Issue it again with SHA-256; take the newest intermediate of the authority.',
  },
  'tls-weak-key': {
    severity: 'fail',
    meaning: 'A key of the chain is too short: RSA below 2,048 bits, or a small curve.',
    remedy: 'Make a new key (P-256, or RSA of 2,048 bits) and a certificate for it.',
  },
  'tls-old-protocol': {
    severity: 'warn',
    meaning: 'The server still speaks TLS 1.0 or 1.1, which are not to be used any more (RFC 8996).',
    remedy: 'Allow TLS 1.2 and 1.3 alone (nginx: ssl_protocols TLSv1.2 TLSv1.3;).',
  },
  'tls-must-staple-missing': {
    severity: 'fail',
    meaning:
      'The certificate asks for a stapled OCSP answer (must-staple), and the server shows none: Firefox refuses the site.',
    remedy:
      'Turn stapling on (nginx: ssl_stapling on; with a resolver) and keep the answer over restarts, or issue the certificate without must-staple.',
  },
  'tls-lifetime-too-long': {
    severity: 'fail',
    meaning:
      'The certificate of a public authority is for longer than browsers take: 398 days, 200 where it was issued from 2026-03-15, 100 from 2027-03-15, 47 from 2029-03-15.',
    remedy: 'Issue a shorter one.',
  },
} as const satisfies Record<string, CodeInfo>;
