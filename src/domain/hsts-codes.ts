import type { CodeInfo } from './code-info.ts';

/** What is said of HSTS and the list that browsers have built in (probes/hsts/). */
export const HSTS_CODES = {
  'hsts-missing': {
    severity: 'warn',
    meaning:
      'The site has no HSTS header: who comes by http can be kept there by anybody in between, a captive portal or worse.',
    remedy:
      'Send `Strict-Transport-Security: max-age=300` with every https answer, see that all goes well, and raise it to `max-age=31536000; includeSubDomains`.',
  },
  'hsts-ignored': {
    severity: 'warn',
    meaning: 'The HSTS header is there and browsers ignore it: it breaks its grammar (RFC 6797, 6.1).',
    remedy:
      'Send `Strict-Transport-Security: max-age=31536000; includeSubDomains`: semicolons, digits, each directive once.',
  },
  'hsts-off': {
    severity: 'warn',
    meaning:
      'The HSTS header says `max-age=0`: every browser that comes by forgets that the site is to be asked over https alone.',
    remedy: 'Raise it, unless HSTS is being taken back on purpose.',
  },
  'hsts-short': {
    severity: 'warn',
    meaning: 'The HSTS header is for less than six months: who comes seldom comes by http again.',
    remedy: 'Raise it by steps, while all goes well, to `max-age=31536000`.',
  },
  'hsts-removal-risk': {
    severity: 'warn',
    meaning:
      'The name is on the list that browsers have built in, and no longer has what is asked for: it may be taken off.',
    remedy:
      'Send the header as it is asked for (`max-age=31536000; includeSubDomains; preload`), or have the name taken off on purpose.',
  },
  'hsts-locked-out': {
    severity: 'fail',
    meaning: 'Browsers go to this name over https alone, for they have it built in, and over https nobody gets in.',
    remedy:
      'Bring https back with a certificate that is trusted: nobody can click the warning away, and leaving the list takes months.',
  },
  'hsts-parent-preloaded': {
    severity: 'info',
    meaning: 'Browsers go to this name over https alone because a name above it is on the list with all that is below.',
    remedy: 'Nothing; `preload` in the header of this name says nothing more.',
  },
  'hsts-not-on-list': {
    severity: 'info',
    meaning:
      'The header agrees to be on the list (`preload`), everything that is asked for is there, and the name is not on it.',
    remedy:
      'Enter the name at https://hstspreload.org/, and wait for some browser releases; leave `preload` out where that is not wanted, for anybody could enter it.',
  },
  'hsts-rejected': {
    severity: 'warn',
    meaning: 'hstspreload.org has rejected the name; its reason is in the finding.',
    remedy: 'Do what the reason says, then enter the name again at https://hstspreload.org/.',
  },
  'hsts-removal-pending': {
    severity: 'warn',
    meaning: 'hstspreload.org is taking the name off the list, while its header still says `preload`.',
    remedy:
      'Leave `preload` out where that is wanted; else do what is asked for and enter the name again at https://hstspreload.org/.',
  },
  'hsts-not-public': {
    severity: 'info',
    meaning: 'The list is for names that the whole internet has, and this is none of them.',
    remedy: 'Nothing: HSTS works without the list, from the second visit on.',
  },
} as const satisfies Record<string, CodeInfo>;
