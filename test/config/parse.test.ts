import { readdirSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import { problemText } from '../../src/config/problems.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { DAY } from '../../src/domain/time.ts';
import { ping } from '../../src/probes/ping.ts';
import { route } from '../../src/probes/route/route.ts';
import { tcp } from '../../src/probes/tcp.ts';

// By name and not the registry: another probe changes none of these messages.
const context = { probes: [ping, tcp, route], vantage: 'machine' };
const FIXTURES = new URL('../fixtures/config/', import.meta.url);

/** Every file in test/fixtures/config, and all that is said of it, each after `file:`. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'address-missing': [
    '2: targets.router.address: found nothing, expected a host name or a numeric address, without scheme, path or port',
  ],
  'address-url': [
    '3: targets.site.address: found "https://example.org/", expected a host name or a numeric address, without scheme, path or port',
  ],
  'alias-bomb': [' (the file): found aliases that expand to too many values, expected at most 100'],
  'alias-unknown': ['1: vantage: found an alias (*) of nothing, expected an anchor (&) above it'],
  'api-may-probe-text': ['1: api_may_probe: found "example.org", expected a list of host names or numeric addresses'],
  brackets: [
    '1: (the file): found nesting, or brackets without their partner, expected a few levels, as in the example',
  ],
  'device-path': ['4: targets.a.via.device: found "/dev/eth0", expected the name of a network device, such as eth0'],
  'duplicate-key': ['5: targets.a.label: found the key a second time, expected each key once'],
  'duplicate-target': ['4: targets.a: found the key a second time, expected each key once'],
  'every-nonsense': [
    '4: targets.a.ping.every: found "often", expected a duration from 10ms to 30d, such as 250ms, 5s, 10m or 1h',
  ],
  'every-too-fast-loopback': [
    '4: targets.a.ping.every: found "5ms", expected a duration from 10ms to 30d, such as 250ms, 5s, 10m or 1h',
  ],
  'every-too-fast-once': ['4: targets.a.route.every: found "500ms", expected 1s or more'],
  'every-too-fast': ['4: targets.a.ping.every: found "50ms", expected 100ms or more'],
  'family-conflict': ['4: targets.a.family: found 4, expected 6, as the address is'],
  'family-unknown': ['4: targets.a.family: found "ipv6", expected 4 or 6'],
  indentation: [
    '4: (the file): found a line that is indented wrongly, expected the indentation of its siblings, brackets closed',
  ],
  'key-empty': [
    '2: "": found the key "", expected one of vantage, listen, token, token_file, protect_reading, api_may_probe, keep, influx, uplinks, egress, here, addresses, geoip, sites_that_refuse, sites, preload, diagnose_on_down, targets',
  ],
  'key-misspelt-probe-option': [
    '4: targets.a.tcp.prot: found the key "prot", expected one of every, port, timeout, family, refused (did you mean "port"?)',
  ],
  'key-misspelt-probe': [
    '4: targets.a.pnig: found the key "pnig", expected one of address, label, role, family, via, ping, tcp, route (did you mean "ping"?)',
  ],
  'key-misspelt-top': [
    '1: vantge: found the key "vantge", expected one of vantage, listen, token, token_file, protect_reading, api_may_probe, keep, influx, uplinks, egress, here, addresses, geoip, sites_that_refuse, sites, preload, diagnose_on_down, targets (did you mean "vantage"?)',
  ],
  'key-misspelt-via': [
    '4: targets.a.via.src: found the key "src", expected one of source, device, mark, namespace, vrf',
  ],
  'key-misspelt': [
    '4: targets.a.adress: found the key "adress", expected one of address, label, role, family, via, ping, tcp, route (did you mean "address"?)',
  ],
  'influx-both': [
    '4: influx.token_file: found a text of 12 characters, expected either token or token_file',
    '5: influx.username: found "me", expected either a token or a user name',
    '6: influx.bucket: found "lines", expected org beside it',
    '7: influx.database: found "lines", expected either bucket and org (2.x), or database (1.x, 3)',
    '8: influx.retention_policy: found "week", expected no such key beside bucket: it is of 1.x',
  ],
  'influx-credentials': [
    '2: influx.url: found "http://…@db.example:8086", expected an address such as http://127.0.0.1:8086, without user, password, query or /api/v2',
  ],
  'influx-glued': [
    '1: influx: found "password:…", expected a mapping of at least url and bucket (2.x) or database (1.x, 3)',
  ],
  'influx-login': [
    '3: influx.username: found "me", expected password or password_file beside it',
    '5: influx.org: found "home", expected bucket beside it',
    '6: influx.version: found 2, expected bucket and org beside it, or another version',
  ],
  'influx-password': [
    '4: influx.username: found "a:b", expected a user name of at most 256 characters on one line, without a colon',
    '6: influx.rate: found 1, expected points a second, a whole number from 100 to 1000000',
    '7: influx.flush: found "1ms", expected a duration from 1s to 5m, such as 10s or 1m',
    '8: influx.version: found 4, expected auto, 1, 2, 3',
    '9: influx.databse: found the key "databse", expected one of url, token, token_file, username, password, password_file, org, bucket, database, retention_policy, version, rate, flush, timeout, telegraf (did you mean "database"?)',
  ],
  'influx-token': [
    '2: influx.url: found "http://127.0.0.1:8086/api/v2", expected an address such as http://127.0.0.1:8086, without user, password, query or /api/v2',
    '3: influx.token: found a text of 13 characters, expected a token of at most 1024 printable characters without spaces',
  ],
  'influx-where': [
    '1: influx.database: found nothing, expected the name of a database (1.x, 3), or bucket and org (2.x)',
    '2: influx.url: found "db.example:8086", expected an address such as http://127.0.0.1:8086, without user, password, query or /api/v2',
  ],
  'keep-misspelt': ['2: keep.row: found the key "row", expected one of raw, minutes, runs (did you mean "raw"?)'],
  'keep-raw-beyond': ['2: keep.raw: found "1000d", expected 400d or less, or minutes that are kept as long'],
  'keep-short': [
    '2: keep.raw: found "1d", expected a duration from 2d to 36500d, such as 14d or 400d',
    '3: keep.minutes: found 30, expected a duration from 2d to 36500d, such as 14d or 400d',
  ],
  'keep-text': ['1: keep: found "14d", expected a mapping of raw, minutes, runs'],
  'keep-unlike': ['3: keep.minutes: found "20d", expected 30d or more, as raw'],
  'label-lines': [
    '4: targets.a.label: found "one\\ntwo", expected a label: a text of at most 80 characters on one line',
  ],
  list: [' (the file): found a list, expected a mapping with keys such as vantage, listen and targets'],
  'listen-host-only': [
    '1: listen: found "127.0.0.1", expected a port, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"',
  ],
  'listen-open': ['1: listen: found "0.0.0.0:8080", expected a loopback address, or a token (token_file) beside it'],
  'listen-port': [
    '1: listen: found "127.0.0.1:80800", expected a port, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"',
  ],
  'listen-v6-bare': [
    '1: listen: found "::1:8080", expected a port, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"',
  ],
  'mark-text': ['4: targets.a.via.mark: found "uplink", expected a packet mark: a whole number from 0 to 4294967295'],
  'name-upper-case': [
    '2: targets.Router: found the name "Router", expected a name of lower-case letters, digits, dots, dashes and underscores, at most 64',
  ],
  'option-range': ['4: targets.a.tcp.port: found 70000, expected a port from 1 to 65535'],
  'probe-number': [
    '4: targets.a.ping: found 5, expected true, off, or a mapping of every, timeout, size, ttl, df, family, count, interval',
  ],
  'protect-without-token': ['1: protect_reading: found true, expected false, or a token (token_file) beside it'],
  proto: [
    '1: targets: found a mapping, expected at least one target, or no such key to discover them',
    '2: targets.__proto__: found the key "__proto__", expected another name',
  ],
  'role-misspelt': [
    '4: targets.a.role: found "anchr", expected one of gateway, first-hop, resolver, anchor, control, site, target (did you mean "anchor"?)',
  ],
  several: [
    '1: vantge: found the key "vantge", expected one of vantage, listen, token, token_file, protect_reading, api_may_probe, keep, influx, uplinks, egress, here, addresses, geoip, sites_that_refuse, sites, preload, diagnose_on_down, targets (did you mean "vantage"?)',
    '2: listen: found "127.0.0.1", expected a port, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"',
    '5: targets.a.adress: found the key "adress", expected one of address, label, role, family, via, ping, tcp, route (did you mean "address"?)',
    '6: targets.a.ping.every: found "1ms", expected 100ms or more',
    '6: targets.a.ping.tiemout: found the key "tiemout", expected one of every, timeout, size, ttl, df, family, count, interval (did you mean "timeout"?)',
    '9: targets.b.family: found 6, expected 4, as the address is',
    '10: targets.b.tcp.port: found "http", expected a port from 1 to 65535',
  ],
  'source-family': ['4: targets.a.via.source: found "2001:db8::1", expected an IPv4 address, as the target\'s is'],
  'source-name': ['4: targets.a.via.source: found "eth0", expected a numeric address of this machine'],
  tab: ['2: (the file): found a tab at the beginning of the line, expected spaces'],
  tag: ['1: (the file): found a tag, expected no tags (`!…`)'],
  'target-text': ['2: targets.a: found "192.0.2.1", expected a mapping with at least an address'],
  'targets-empty': ['1: targets: found a mapping, expected at least one target, or no such key to discover them'],
  'timeout-too-long': ['4: targets.a.ping.timeout: found "2m", expected 1m or less'],
  'token-block': [
    '1: (the file): found something that does not belong there, expected YAML: `key: value`, nested by two spaces',
  ],
  'token-glued-flow': [
    '1: token:…: found the key "token:…", expected one of vantage, listen, token, token_file, protect_reading, api_may_probe, keep, influx, uplinks, egress, here, addresses, geoip, sites_that_refuse, sites, preload, diagnose_on_down, targets',
  ],
  'token-glued': [
    ' (the file): found a text of 26 characters, expected a mapping with keys such as vantage, listen and targets',
  ],
  'token-indented': ['3: targets.token: found a text of 20 characters, expected a mapping with at least an address'],
  'token-list': ['1: token: found a list, expected a token of 16 to 256 printable characters without spaces'],
  'token-number': ['1: token: found a number, expected a token of 16 to 256 printable characters without spaces'],
  'token-second': ['2: token: found the key a second time, expected each key once'],
  'token-short': [
    '1: token: found a text of 6 characters, expected a token of 16 to 256 printable characters without spaces',
  ],
  'token-spaces': [
    '1: token: found a text of 20 characters, expected a token of 16 to 256 printable characters without spaces',
  ],
  'token-twice': ['2: token_file: found a text of 13 characters, expected either token or token_file'],
  'token-unquoted': ['1: (the file): found a text that begins with a reserved sign, expected quotes around it'],
  'two-documents': ['2: (the file): found a second document (after ---), expected one document'],
  'unclosed-quote': ['2: (the file): found a quote, bracket or comma that is missing, expected each opened and closed'],
  'vantage-null': [
    '1: vantage: found nothing after the colon, expected a name for where this measures from: a text of at most 64 characters on one line',
  ],
  'uplink-names': [
    '2: uplinks.internet: found a mapping, expected another name: this one is what everybody in the house gets',
    '3: uplinks.dsl: found a mapping, expected a name that no target has',
    '4: uplinks.Mobile: found the name "Mobile", expected a name of lower-case letters, digits, dots, dashes and underscores, at most 64',
    '6: targets.internet: found a mapping, expected another name: beside uplinks this one is what everybody in the house gets',
  ],
  'uplink-reach': [
    '2: uplinks.nothing.via: found nothing, expected how it is reached (via) or recognised (asn, egress, first_hop, gateway)',
    '5: uplinks.nowhere.via: found a mapping, expected how it is reached (via) or recognised (asn, egress, first_hop, gateway)',
    '7: uplinks.again.via: found a mapping, expected another way than that of dsl',
    '10: uplinks.both.via.vrf: found "vrf-vpn", expected either device or vrf',
  ],
  'uplink-values': [
    '3: uplinks.a.kind: found "6g", expected one of 5g, dsl, cable, fibre, vpn (did you mean "5g"?)',
    '4: uplinks.a.metred: found the key "metred", expected one of kind, label, metered, home_name, via, asn, egress, first_hop, gateway, anchors, resolver, lost_after, every (did you mean "metered"?)',
    '5: uplinks.a.home_name: found "192.0.2.1", expected a host name, such as home.example.org',
    '6: uplinks.a.via.divice: found the key "divice", expected one of source, device, mark, namespace, vrf (did you mean "device"?)',
    '7: uplinks.a.asn: found "AS3320", expected the number of an autonomous system, such as 3320',
    '8: uplinks.a.egress.0: found "80.128.0.0", expected a prefix such as 80.128.0.0/11 or 2003::/19',
    '9: uplinks.a.first_hop: found "router.example", expected a numeric address',
    '10: uplinks.a.anchors: found a list, expected a list of numeric addresses, 1 to 6',
    '11: uplinks.a.lost_after: found "5ms", expected a duration from 100ms to 1m, such as 2s or 4s',
    '12: uplinks.a.every.live: found "10ms", expected a duration from 100ms to 1h, such as 1s or 10s',
    '15: uplinks.b.via.namespace: found "a/b", expected the name of a network namespace (ip netns), or the path of one',
    '15: uplinks.b.via.vrf: found "vrf:dsl", expected the device of a VRF, such as vrf-dsl',
    '16: uplinks.b.every.lives: found the key "lives", expected one of live, standby (did you mean "live"?)',
    '17: uplinks.b.label: found "", expected a label: a text of at most 80 characters on one line',
    '19: egress.stun.0: found "stun.example.org", expected a host name or address with a port, such as stun.example.org:3478 or "[2001:db8::1]:3478"',
    '20: egress.http.0: found "ftp://example.org/", expected an address that begins with https:// or http://, without user or password',
    '21: egress.stnu: found the key "stnu", expected one of stun, http (did you mean "stun"?)',
    '22: diagnose_on_down: found "maybe", expected true or false',
  ],
  'uplink-together': [
    "2: uplinks.six.anchors: found nothing, expected an IPv6 address, as the source's is",
    '5: uplinks.six.gateway: found "192.168.1.1", expected an IPv6 address, as the source\'s is',
    '6: uplinks.six.resolver: found "192.168.1.1", expected an IPv6 address, as the source\'s is',
    '10: uplinks.anchors.anchors.1: found "2620:fe::fe", expected an IPv4 address, as the source\'s is',
    '14: uplinks.slow.every.standby: found "2s", expected no shorter time than while it is live',
    '17: uplinks.other.asn: found 3320, expected something that slow does not have as well, or how each is reached (via)',
    '21: uplinks.here.first_hop: found "2001:db8::1", expected an IPv4 address, as the source\'s is',
    "22: uplinks.here.egress: found a list, expected an IPv4 prefix among them, as the source's address is",
    '23: uplinks.here.anchors.1: found "224.0.0.1", expected the address of a machine, not of all, none or a group of them',
  ],
  'addresses-together': [
    "1: here.country: found nothing, expected a country's two letters (ISO 3166-1), such as DE, or GB for the United Kingdom",
    '4: geoip.sources.none: found a mapping, expected a mapping with one of mmdb, geofeed, delegated, http',
    '5: geoip.sources.two.geofeed: found "isp.csv", expected either mmdb or geofeed: each source is one',
    '6: geoip.sources.file.country: found "country", expected no such key beside mmdb: it is of http',
    '7: geoip.sources.asked.country: found nothing, expected where it is in the answer: names with dots between, such as data.country_code',
    '8: geoip.sources.signed.token_file: found a text of 5 characters, expected either token_file or the header Authorization',
    '11: sites_that_refuse.dsl: found a mapping, expected a name that no target and no line has',
    '11: sites_that_refuse.dsl.lines.0: found "fibre", expected one of internet, dsl',
    '12: sites_that_refuse.router: found a mapping, expected a name that no target and no line has',
    '12: sites_that_refuse.router.lines.0: found "far", expected one of internet, dsl: nothing can be sent over it alone',
    '17: targets.internet: found a mapping, expected another name: beside uplinks this one is what everybody in the house gets',
  ],
  'addresses-values': [
    '1: here.country: found "UK", expected a country\'s two letters (ISO 3166-1), such as DE, or GB for the United Kingdom',
    '1: here.contry: found the key "contry", expected one of country, region, city (did you mean "country"?)',
    '3: addresses.blocklists.0: found "https://zen.spamhaus.org", expected the zone of a DNS blocklist, such as zen.spamhaus.org',
    '3: addresses.blocklists.1: found 7, expected the zone of a DNS blocklist, such as zen.spamhaus.org',
    "4: addresses.registry: found true, expected where the registries' RDAP servers are listed (RFC 9224): an address that begins with https:// or http://, or false",
    '6: geoip.trace: found "www.example.org", expected an address that begins with https:// or http://, without user or password',
    '8: geoip.sources.a.mmbd: found the key "mmbd", expected one of mmdb, geofeed, delegated, http, country, region, city, headers, token_file (did you mean "mmdb"?)',
    '9: geoip.sources.b.http: found "https://geo.example/", expected an address that begins with https:// or http://, with {address} in its path or query',
    '10: geoip.sources.c.http: found "https://{address}.example/", expected an address that begins with https:// or http://, with {address} in its path or query',
    '10: geoip.sources.c.country: found "a b", expected where it is in the answer: names with dots between, such as data.country_code',
    '11: geoip.sources.d.geofeed: found "ftp://isp.example/feed", expected the path of a file, or an address that begins with https:// or http://',
    '12: geoip.sources.e.headers.X-Key: found a number, expected a header: its name, and a text of at most 1024 printable characters',
    '13: geoip.sources.f.headers.Host: found the name "Host", expected a header of the service: what says how it is sent is none to choose',
    '14: geoip.sources.g.mmdb: found "https://geo.example/a.mmdb", expected the path of a database file: nothing fetches one',
    '16: sites_that_refuse.a.url: found nothing, expected an address that begins with https:// or http://, without user or password',
    '16: sites_that_refuse.a.status: found 99, expected an HTTP status from 100 to 599',
    '17: sites_that_refuse.b.lines: found "dsl", expected a list of names of lines',
    '17: sites_that_refuse.b.txet: found the key "txet", expected one of url, status, text, lines, label (did you mean "text"?)',
  ],
  'sites-together': [
    '6: sites.dsl: found "https://a.example/", expected a name that no target, no line and no other site has',
    '7: sites.wiki: found "https://a.example/", expected a name that no target, no line and no other site has',
    '8: sites.router: found "https://a.example/", expected a name that no target, no line and no other site has',
    '9: sites.internet: found "https://a.example/", expected a name that no target, no line and no other site has',
  ],
  'sites-values': [
    '2: sites.plain: found "http://blog.example/", expected an address that begins with https://, without user or password',
    '3: sites.secret: found "https://…@blog.example/", expected an address that begins with https://, without user or password',
    '4: sites.number: found 5, expected an address that begins with https://, or a mapping with at least a url',
    '5: sites.without.url: found nothing, expected an address that begins with https://, without user or password',
    '6: sites.keys.adress: found the key "adress", expected one of url, address, http_port, asset, label (did you mean "address"?)',
    '7: sites.values.address: found "shop.example", expected a numeric address',
    '7: sites.values.http_port: found 0, expected a port from 1 to 65535, or false where there is none',
    '7: sites.values.asset: found "style.css", expected the path of a file of the site, such as /style.css',
    '7: sites.values.label: found "", expected a label: a text of at most 80 characters on one line',
    '8: sites.nobody.address: found "0.0.0.0", expected the address of a machine, not of all, none or a group of them',
    '9: sites.Upper: found the name "Upper", expected a name of lower-case letters, digits, dots, dashes and underscores, at most 64',
    '10: preload.list: found "ftp://lists.example/list.json", expected the path of a file, or an address that begins with https:// or http://',
    '10: preload.portal: found "maybe", expected true or false',
    '10: preload.lists: found the key "lists", expected one of list, portal (did you mean "list"?)',
  ],
  'uplinks-text': [
    '1: uplinks: found "dsl", expected a mapping of names to lines',
    '2: egress: found "stun.example.org:3478", expected a mapping of stun, http',
  ],
};

const messagesOf = (text: string): readonly string[] => {
  const parsed = parseConfig(text, context);
  return parsed.ok ? [] : parsed.problems.map((p) => problemText('', p).slice(1));
};
const parsed = (text: string) => {
  const result = parseConfig(text, context);
  if (!result.ok) throw new Error(messagesOf(text).join('\n'));
  return result;
};

describe('a config that is wrong', () => {
  it('has a message for every file', () => {
    const files = readdirSync(FIXTURES).map((f) => f.replace('.yaml', ''));
    expect(files.toSorted()).toEqual(Object.keys(MESSAGES).toSorted());
  });

  it.each(Object.entries(MESSAGES))('%s', (name, messages) => {
    const text = readFileSync(new URL(`${name}.yaml`, FIXTURES), 'utf8');
    expect(messagesOf(text)).toEqual(messages);
  });

  it('never tells a secret, wherever the mistake is', () => {
    const secret = 's3cr3t';
    for (const name of Object.keys(MESSAGES)) {
      const text = readFileSync(new URL(`${name}.yaml`, FIXTURES), 'utf8');
      expect(messagesOf(text).join('\n')).not.toContain(secret);
    }
    const values = fc.oneof(
      fc.constantFrom(secret, [secret], { a: secret }, { [secret]: 1 }, `${secret} ${secret} ${secret}`),
      fc.string().map((s) => `${secret}\n${s}`),
    );
    fc.assert(
      fc.property(
        values,
        fc.constantFrom('token', 'token_file', 'password', 'influx: {token', 'influx: {password'),
        fc.boolean(),
        (value, key, broken) => {
          const end = `${key.includes('{') ? '}' : ''}${broken ? '"' : ''}`;
          const text = `vantge: x\n${key}: ${JSON.stringify(value)}${end}\n`;
          expect(messagesOf(text).length).toBeGreaterThan(0);
          expect(messagesOf(text).join('\n')).not.toContain(secret);
        },
      ),
    );
  });

  it.each([
    'http://me:s3cr3t@127.0.0.1',
    'me:s3cr3t@127.0.0.1:8086',
    'http://127.0.0.1:8086/?u=me&p=s3cr3t',
    'http://h/s?s3cr3t',
  ])('never tells the secret in the address %s', (url) => {
    const messages = messagesOf(`influx: { database: lines, url: ${JSON.stringify(url)} }`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).not.toContain('s3cr3t');
  });
  it('is told as problems, whatever the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'targets:',
        '  a:',
        '    address: 192.0.2.1',
        '    ping: {every: 1s}',
        '- x',
        '  &a *a',
        '? b',
        '{',
      ),
      fc.constantFrom('listen: 1', 'listen: []', 'token: {a: b}', '    via: 3', '    ping: {every: {}}', '  <<: *a'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const result = parseConfig(lines.join('\n'), context);
        if (result.ok) expect(result.config.vantage).not.toBe('');
        else expect(result.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('is bounded in targets', () => {
    const targets = (n: number): string =>
      `targets:\n${Array.from({ length: n }, (_, i) => `  t${i}: {address: 192.0.2.1}`).join('\n')}\n`;
    expect(parsed(targets(2_000)).config.targets).toHaveLength(2_000);
    expect(messagesOf(targets(2_001))).toEqual(['1: targets: found a mapping, expected at most 2000 targets']);
  });

  it('is bounded in depth and in what it tells', () => {
    expect(messagesOf('- '.repeat(100_000))).toHaveLength(1);
    expect(messagesOf(Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'))).toHaveLength(1);
    expect(messagesOf(Array.from({ length: 1_000 }, (_, i) => `k${i}: 1`).join('\n'))).toHaveLength(200);
  });
});

describe('a config that is right', () => {
  it('may be empty: everything by default, targets to be discovered', () => {
    for (const text of ['', '# nothing\n', '{}', 'vantage: machine']) {
      const { config, discoverTargets } = parsed(text);
      expect(discoverTargets).toBe(true);
      expect(config).toEqual({
        vantage: 'machine',
        listen: { host: '127.0.0.1', port: 8080 },
        protectReading: false,
        apiMayProbe: [],
        uplinks: [],
        diagnoseOnDown: true,
        keep: { raw: 14 * DAY, minutes: 400 * DAY, runs: 400 * DAY },
        targets: [],
      });
    }
  });

  it('takes everything that there is', () => {
    const { config, tokenFile } = parsed(`
vantage: home
listen: "[::1]:9090"
token_file: secret
protect_reading: true
api_may_probe: [example.org, 2001:DB8::1]
keep: { raw: 2d, minutes: 48h, runs: 90d }
targets:
  cloudflare:
    address: 1.1.1.1
    label: Cloudflare
    role: anchor
    family: 4
    via: { source: 192.0.2.9, device: wg0, mark: 0x10 }
    ping: { every: 500ms, timeout: 1s }
    route: on
    tcp: off
`);
    expect(tokenFile).toBe('secret');
    expect(config).toMatchObject({
      vantage: 'home',
      listen: { host: '::1', port: 9090 },
      protectReading: true,
      apiMayProbe: ['example.org', '2001:db8::1'],
      uplinks: [],
      diagnoseOnDown: true,
      keep: { raw: 2 * DAY, minutes: 2 * DAY, runs: 90 * DAY },
    });
    const aim = { subject: { target: 'cloudflare', vantage: 'home' }, address: '1.1.1.1' };
    const binding = { source: '192.0.2.9', device: 'wg0', mark: 16 };
    const checks = [
      { probe: ping, aim, options: { ...ping.options.parse({}), timeout: 1000, family: 4 }, every: 500, binding },
      { probe: route, aim, options: { ...route.options.parse({}), family: 4 }, every: 3_600_000, binding },
    ];
    const plain = { name: 'cloudflare', label: 'Cloudflare', role: 'anchor', address: '1.1.1.1', family: 4 };
    expect(config.targets).toEqual([{ ...plain, checks }]);
  });

  it.each([
    ['nothing', '', ['ping']],
    ['ping: true', 'ping: true', ['ping']],
    ['ping: on', 'ping: on', ['ping']],
    ['ping: {}', 'ping: {}', ['ping']],
    ['ping: off', 'ping: off', []],
    ['ping: false', 'ping: false', []],
    ['another probe', 'tcp: { port: 53 }', ['tcp']],
    ['two', 'tcp: true\n    ping: true', ['ping', 'tcp']],
  ])('a target with %s', (_, text, names) => {
    const { config } = parsed(`targets:\n  a:\n    address: example.org\n    ${text}`);
    expect(config.targets[0]?.checks.map((c) => c.probe.name)).toEqual(names);
  });

  it.each([
    ['8080', '127.0.0.1', 8080],
    ['"0"', '127.0.0.1', 0],
    ['localhost:80', 'localhost', 80],
    ['127.0.0.2:81', '127.0.0.2', 81],
    ['"[::1]:82"', '::1', 82],
  ])('listen: %s', (text, host, port) => {
    expect(parsed(`listen: ${text}`).config.listen).toEqual({ host, port });
  });

  it('listens beyond loopback with a token', () => {
    const { config } = parsed('listen: 0.0.0.0:80\ntoken: 0123456789abcdef\nprotect_reading: true');
    expect(config).toMatchObject({ listen: { host: '0.0.0.0', port: 80 }, token: '0123456789abcdef' });
  });

  it('writes to an InfluxDB, of whichever version', () => {
    const usual = { version: 'auto', rate: 20_000, flush: 10_000, timeout: 30_000, telegraf: false };
    const of = (text: string) => parsed(`influx: {url: 'HTTP://DB.example:80/influx//', ${text}}`).config.influx;
    const url = 'http://db.example/influx';
    expect(of('database: lines')).toEqual({ ...usual, url, database: 'lines' });
    expect(of('database: lines, username: me, password: secret, retention_policy: week, version: 1')).toEqual({
      ...usual,
      url,
      version: 1,
      database: 'lines',
      retentionPolicy: 'week',
      login: { username: 'me', password: 'secret' },
    });
    expect(of('bucket: lines, org: home, token: abc==, rate: 500, flush: 1m, timeout: 5s, telegraf: true')).toEqual({
      version: 'auto',
      url,
      database: 'lines',
      org: 'home',
      token: 'abc==',
      rate: 500,
      flush: 60_000,
      timeout: 5_000,
      telegraf: true,
    });
  });

  it('shares by anchors and merge keys, and probes loopback faster', () => {
    const { config } = parsed(`
targets:
  a: &defaults
    address: 127.0.0.1
    ping: { every: 10ms }
  b:
    <<: *defaults
    address: "::1"
    label: two
`);
    expect(config.targets.map((t) => [t.address, t.label, t.checks[0]?.every])).toEqual([
      ['127.0.0.1', 'a', 10],
      ['::1', 'two', 10],
    ]);
  });
});

describe('the JSON schema', () => {
  it('knows every key, and what of it is wanted', () => {
    const schema = configJsonSchema(context.probes);
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { listen: {}, token: {}, targets: { additionalProperties: { required: ['address'] } } },
    });
    const text = JSON.stringify(schema);
    for (const key of ['vantage', 'token_file', 'keep', 'raw', 'via', 'ping', 'route', 'max_hops', 'every'])
      expect(text).toContain(`"${key}"`);
  });
});

it('a name that is wrong hides nothing of what is wrong beneath it', () => {
  const text = 'targets:\n  Router:\n    adress: 192.0.2.1\n    gatway: 192.0.2.2\n  shop:\n    address: 192.0.2.3\n';
  const told = parseConfig(text, context);
  const paths = told.ok ? [] : told.problems.map(({ path }) => path);
  expect(paths).toEqual(['targets.Router', 'targets.Router.adress', 'targets.Router.gatway']);
});
