import type { CodeInfo } from './code-info.ts';

/** What is said of a site as time passes (watch/sites/). */
export const SITE_CODES = {
  'grade-fell': {
    severity: 'warn',
    meaning: 'The headers of a site have a lower grade than before.',
    remedy:
      'See which rule changed, and what was deployed then: a server, a CDN or an edge function that no longer sets a header. The page of the site has lines to paste.',
  },
  'grade-rose': {
    severity: 'info',
    meaning: 'The headers of a site have a higher grade than before.',
    remedy: 'Nothing needs to be done.',
  },
  'grade-flaps': {
    severity: 'warn',
    meaning:
      'The grade of a site goes to and fro from run to run: not everything that answers under its name sets the same headers.',
    remedy:
      'Look at the addresses and at what tells which server or edge function answered; deploy the same to all of them, and empty the caches.',
  },
  'headers-changed': {
    severity: 'info',
    meaning: 'The headers of a page are others than before, twice in a row.',
    remedy: 'If nothing was deployed then, find out who else can change them: the CDN, a plugin, a proxy.',
  },
  'headers-unsteady': {
    severity: 'info',
    meaning: 'A header of a page differs from answer to answer, and is no longer watched until it stays the same.',
    remedy: 'Where it should not, see whether all servers and edge functions have the same version.',
  },
  'certificate-replaced': {
    severity: 'info',
    meaning: 'A site shows another certificate than before.',
    remedy: 'If nobody renewed it, look at the certificate transparency logs: somebody else may have had one made.',
  },
  'certificate-expiring': {
    severity: 'warn',
    meaning:
      'The certificate of a site should have been renewed by now: of its lifetime a sixth, or 30 days, are left.',
    remedy:
      'Look at whoever renews it (certbot, Caddy, the CDN): its log says why it did not, and whether the server was told to load it.',
  },
  'certificate-expired': {
    severity: 'fail',
    meaning: 'The certificate of a site has expired: browsers refuse it, and with HSTS nobody can get past that.',
    remedy: 'Renew it, and have the server load it; then see why that did not happen by itself.',
  },
  'certificate-distrusted': {
    severity: 'fail',
    meaning: 'The certificate of a site is not trusted, or is for another name, twice in a row.',
    remedy:
      'Send the whole chain (fullchain.pem), for the name that is asked for; else see who answers under that name.',
  },
  'hsts-gone': {
    severity: 'warn',
    meaning:
      'A site that said by HSTS (RFC 6797) that it is to be asked by https alone no longer does, twice in a row.',
    remedy:
      'Set Strict-Transport-Security again: browsers forget it once its max-age is over, and a name on the preload list may be taken off.',
  },
  'preload-changed': {
    severity: 'info',
    meaning: 'A site stands otherwise with the list of names that browsers ask by https alone.',
    remedy: 'Nothing needs to be done where that was asked for; else see what hstspreload.org says.',
  },
} as const satisfies Record<string, CodeInfo>;
