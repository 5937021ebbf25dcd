import { readFileSync } from 'node:fs';

import { assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { actionRequest, readActionAnswer, readDescription } from '../../src/wire/igd.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const REAL = readFileSync(new URL('../fixtures/upnp/miniupnpd-2.3.1.xml', import.meta.url), 'utf8');
const LOCATION = 'http://192.168.1.1:5000/rootDesc.xml';
const SERVICE = 'urn:schemas-upnp-org:service:';
const service = (type: string, control: string): string =>
  `<service><serviceType>${SERVICE}${type}</serviceType><controlURL>${control}</controlURL></service>`;
/** A device of UPnP 1.0 with a base of its own, and both kinds of connection. */
const described = (services: string, more = '', type = 'InternetGatewayDevice:1'): Uint8Array =>
  bytes(`<root xmlns="urn:schemas-upnp-org:device-1-0">${more}<device>
  <deviceType>urn:schemas-upnp-org:device:${type}</deviceType><friendlyName> A
  router </friendlyName><deviceList><device><deviceList><device><serviceList>${services}</serviceList></device>
  </deviceList></device></deviceList></device></root>`);

describe('the description of a router', () => {
  it('tells where its connections are asked: miniupnpd', () => {
    expect(readDescription(bytes(REAL), LOCATION)).toEqual({
      product: 'lab router',
      connections: [{ service: `${SERVICE}WANIPConnection:2`, control: 'http://192.168.1.1:5000/ctl/IPConn' }],
    });
  });
  it('has the better known kind first, and addresses by its base', () => {
    const services = service('WANPPPConnection:1', 'ppp') + service('WANIPConnection:1', '/ip?x=1');
    const base = '<URLBase>http://192.168.1.1:80/igd/</URLBase>';
    expect(readDescription(described(services, base), LOCATION)).toEqual({
      product: 'A router',
      connections: [
        { service: `${SERVICE}WANIPConnection:1`, control: 'http://192.168.1.1/ip?x=1' },
        { service: `${SERVICE}WANPPPConnection:1`, control: 'http://192.168.1.1/igd/ppp' },
      ],
    });
    expect(readDescription(described(services), LOCATION)?.connections[1]?.control).toBe('http://192.168.1.1:5000/ppp');
  });
  it('has four connections at most, of kinds that are known, at http addresses', () => {
    const many = Array.from({ length: 6 }, (_, i) => service('WANIPConnection:1', `/${i}`)).join('');
    expect(readDescription(described(many), LOCATION)?.connections).toHaveLength(4);
    const strange =
      service('WANIPConnection:9', '/9') +
      service('WANIPConnection:1', 'https://192.168.1.1/') +
      service('WANIPConnection:1', 'http://me:secret@192.168.1.1/') +
      service('WANIPConnection:1', `/${'x'.repeat(400)}`) +
      service('WANIPConnection:1', '') +
      service('Layer3Forwarding:1', '/l3');
    expect(readDescription(described(strange), LOCATION)?.connections).toEqual([]);
  });
  it.each([
    ['another kind of device', described('', '', 'MediaServer:1')],
    ['another document', bytes('<html><body>device</body></html>')],
    ['no document', bytes('404')],
    ['a document without a device', bytes('<root/>')],
  ])('is not %s', (_, any) => {
    expect(readDescription(any, LOCATION)).toBeUndefined();
  });
});

describe('an action', () => {
  const [HEAD, TAIL] = [
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>',
    '</s:Body></s:Envelope>',
  ];
  const answered = (text: string): Uint8Array => bytes(HEAD + text + TAIL);
  it('is asked by name, of a service', () => {
    const { header, body } = actionRequest(`${SERVICE}WANIPConnection:1`, 'GetExternalIPAddress');
    expect(header).toBe('"urn:schemas-upnp-org:service:WANIPConnection:1#GetExternalIPAddress"');
    expect(body).toBe(
      '<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:GetExternalIPAddress xmlns:u="urn:schemas-upnp-org:service:WANIPConnection:1"></u:GetExternalIPAddress></s:Body></s:Envelope>\r\n',
    );
  });
  it('is answered with values', () => {
    const address = `<u:GetExternalIPAddressResponse xmlns:u="${SERVICE}WANIPConnection:2"><NewExternalIPAddress> 128.66.0.2
      </NewExternalIPAddress></u:GetExternalIPAddressResponse>`;
    expect(readActionAnswer(answered(address), 'GetExternalIPAddress')).toEqual({
      kind: 'values',
      values: { NewExternalIPAddress: '128.66.0.2' },
    });
    expect(readActionAnswer(answered(address), 'GetStatusInfo')).toBeUndefined();
    const empty = address.replace(/128[^<]*/, '');
    expect(readActionAnswer(answered(empty), 'GetExternalIPAddress')).toMatchObject({
      values: { NewExternalIPAddress: '' },
    });
  });
  it('is answered with a fault', () => {
    const fault = (detail: string): Uint8Array =>
      answered(`<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring>${detail}</s:Fault>`);
    const real =
      '<detail><UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>401</errorCode><errorDescription>Invalid Action</errorDescription></UPnPError></detail>';
    const of = (any: Uint8Array) => readActionAnswer(any, 'GetStatusInfo');
    expect(of(fault(real))).toEqual({ kind: 'fault', code: 401, reason: 'Invalid Action' });
    expect(of(fault(''))).toEqual({ kind: 'fault', code: 0, reason: 'UPnPError' });
    expect(of(fault(real.replace('401', 'many')))).toEqual({ kind: 'fault', code: 0, reason: 'Invalid Action' });
  });
  it.each(['', 'no', '<a/>', '<s:Envelope/>', HEAD + TAIL])('is not answered by %j', (text) => {
    expect(readActionAnswer(bytes(text), 'GetStatusInfo')).toBeUndefined();
  });
  it('and a description may be any bytes, and real ones with mistakes in them', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), (any) => {
        readDescription(any, LOCATION);
        readActionAnswer(any, 'GetStatusInfo');
      }),
    );
    const real = bytes(REAL);
    assert(
      property(integer({ min: 0, max: real.length - 1 }), integer({ min: 0, max: 255 }), (at, byte) => {
        const mutated = real.slice();
        mutated[at] = byte;
        const told = readDescription(mutated, LOCATION);
        for (const { control } of told?.connections ?? []) expect(new URL(control).protocol).toBe('http:');
        expect(told?.product?.length ?? 0).toBeLessThanOrEqual(80);
        readDescription(real.subarray(0, at), LOCATION);
      }),
      { numRuns: 300 },
    );
  });
});
