/** A list of registries (RFC 9224, 3) at `lists.example`, for tests: those of 9.0.0.0/8, 2620::/23 and what is below. */
export const LIST_4 = {
  version: '1.0',
  publication: '2026-11-01T00:00:00Z',
  services: [
    [
      ['8.0.0.0/8', '9.0.0.0/8'],
      ['http://rdap.one.example/rdap/', 'https://rdap.one.example/rdap/'],
    ],
    [['9.9.0.0/16'], ['https://rdap.two.example']],
    [['0.0.0.0/0'], ['ftp://rdap.three.example/']],
  ],
};
export const LIST_6 = { version: '1.0', services: [[['2620::/23'], ['https://rdap.one.example/rdap/']]] };

const card = (...properties: readonly unknown[]): unknown => ['vcard', [['version', {}, 'text', '4.0'], ...properties]];
/** A network as RIPE and ARIN describe them (RFC 9083, 5.4). */
export const NETWORK = {
  objectClassName: 'ip network',
  handle: '9.9.0.0 - 9.9.255.255',
  startAddress: '9.9.0.0',
  endAddress: '9.9.255.255',
  ipVersion: 'v4',
  name: 'TELCO-DIAL',
  country: 'de',
  events: [
    { eventAction: 'registration', eventDate: '2001-02-03T04:05:06Z' },
    { eventAction: 'last changed', eventDate: '2026-01-02T03:04:05Z' },
  ],
  links: [
    { rel: 'self', href: 'https://rdap.two.example/ip/9.9.0.0/16' },
    { rel: 'geo', href: 'https://telco.example/geofeed.csv', type: 'application/geofeed+csv' },
  ],
  remarks: [{ description: ['Dial-up pool', 'Geofeed https://telco.example/old.csv'] }],
  entities: [
    {
      handle: 'TELCO-MNT',
      roles: ['registrant'],
      vcardArray: card(['fn', {}, 'text', 'TELCO-MNT'], ['kind', {}, 'text', 'individual']),
    },
    {
      handle: 'ORG-TELCO',
      roles: ['registrant'],
      vcardArray: card(['fn', {}, 'text', 'Telco AG'], ['kind', {}, 'text', 'org']),
      entities: [
        {
          handle: 'ABUSE1',
          roles: ['technical', 'abuse'],
          vcardArray: card(['fn', {}, 'text', 'Abuse Desk'], ['email', {}, 'text', 'abuse@telco.example']),
        },
      ],
    },
  ],
};
