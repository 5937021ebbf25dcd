import { assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readSearchAnswer, searchRequest } from '../../src/wire/ssdp.ts';

const latin1 = uint8Array({ maxLength: 600 }).map((any) => Buffer.from(any).toString('latin1'));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TYPE = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
/** miniupnpd 2.3.1 */
const ANSWER = [
  'HTTP/1.1 200 OK',
  'CACHE-CONTROL: max-age=120',
  `ST: ${TYPE}`,
  `USN: uuid:00000000-0000-0000-0000-000000000001::${TYPE}`,
  'EXT:',
  'SERVER: Debian/6.1 UPnP/1.1 MiniUPnPd/2.3.1',
  'LOCATION: http://192.168.1.1:5000/rootDesc.xml',
  'OPT: "http://schemas.upnp.org/upnp/1/0/"; ns=01',
  '01-NLS: 1795279732',
  'BOOTID.UPNP.ORG: 1795279732',
  '',
  '',
].join('\r\n');

describe('a search for devices', () => {
  it('goes to the group, or to one of them', () => {
    const rest = `MAN: "ssdp:discover"\r\nMX: 1\r\nST: ${TYPE}\r\n\r\n`;
    expect(new TextDecoder().decode(searchRequest(TYPE))).toBe(
      `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n${rest}`,
    );
    expect(new TextDecoder().decode(searchRequest(TYPE, '192.168.1.1'))).toContain('HOST: 192.168.1.1:1900\r\n');
  });
  it('is answered with a location', () => {
    expect(readSearchAnswer(bytes(ANSWER))).toEqual({
      location: 'http://192.168.1.1:5000/rootDesc.xml',
      target: TYPE,
      server: 'Debian/6.1 UPnP/1.1 MiniUPnPd/2.3.1',
    });
    // As older devices write it
    const old = 'HTTP/1.0 200\nst:upnp:rootdevice\nLocation :\t http://10.0.0.138:80/igd.xml \n';
    expect(readSearchAnswer(bytes(old))).toEqual({
      location: 'http://10.0.0.138:80/igd.xml',
      target: 'upnp:rootdevice',
    });
  });
  it.each([
    ['without a location', ANSWER.replace('LOCATION', 'X')],
    ['of another status', ANSWER.replace('200 OK', '404 Not Found')],
    ['a notification', ANSWER.replace('HTTP/1.1 200 OK', 'NOTIFY * HTTP/1.1')],
    ['of another kind of address', ANSWER.replace('http://192', 'file://192')],
    ['whose address is none', ANSWER.replace('192.168.1.1:5000', '192.168.1.1:99999')],
    ['with blanks in the address', ANSWER.replace('rootDesc.xml', 'root Desc.xml')],
    ['whose address is long', ANSWER.replace('rootDesc.xml', 'x'.repeat(400))],
    ['whose location comes late', ANSWER.replace('EXT:\r\n', 'EXT:\r\n'.repeat(40))],
    ['whose location is beyond the empty line', ANSWER.replace('EXT:\r\n', '\r\n')],
  ])('takes nothing else for an answer: %s', (_, text) => {
    expect(readSearchAnswer(bytes(text))).toBeUndefined();
  });
  it('may be answered with any bytes, and its texts stay short and harmless', () => {
    assert(property(uint8Array({ maxLength: 1_500 }), (any) => void readSearchAnswer(any)));
    assert(
      property(latin1, (server) => {
        const told = readSearchAnswer(bytes(ANSWER.replace(/SERVER: .*/, () => `SERVER: ${server}`)));
        expect(told?.server?.length ?? 0).toBeLessThanOrEqual(200);
        expect(told?.server ?? '').not.toMatch(/\p{Cc}/u);
      }),
    );
    assert(
      property(integer({ min: 0, max: ANSWER.length - 1 }), integer({ min: 0, max: 255 }), (at, byte) => {
        const mutated = bytes(ANSWER);
        mutated[at] = byte;
        const told = readSearchAnswer(mutated);
        if (told !== undefined) expect(URL.canParse(told.location)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
