import { parseAddress } from '../../src/domain/address.ts';

// What routers say, written by hand as the protocols have it.

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** NAT-PMP (RFC 6886, 3.2): an outer address, or a result that is none. */
export const natPmpAnswer = (address: string, result = 0): Uint8Array =>
  Uint8Array.of(0, 128, result >> 8, result & 0xff, 0, 0, 0, 99, ...(parseAddress(address)?.bytes ?? []));
/** PCP (RFC 6887, 7.2), to ANNOUNCE. */
export const pcpAnswer = (result = 0): Uint8Array =>
  Uint8Array.from({ length: 24 }, (_, at) => ({ 0: 2, 1: 0x80, 3: result, 11: 77 })[at] ?? 0);
/** SSDP, to a search for routers. */
export const searchAnswer = (location: string): Uint8Array =>
  bytes(
    `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nEXT:\r\nLOCATION: ${location}\r\nSERVER: X/1 UPnP/1.1 Y/2\r\n\r\n`,
  );
/** Of one connection, asked at `control`. */
export const description = (control: string, kind = 'WANIPConnection:1'): string =>
  `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion><device>
<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>Box 7</friendlyName>
<deviceList><device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><deviceList><device>
<deviceType>urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType><serviceList><service>
<serviceType>urn:schemas-upnp-org:service:${kind}</serviceType><controlURL>${control}</controlURL>
</service></serviceList></device></deviceList></device></deviceList></device></root>`;
export const actionAnswer = (action: string, values: Readonly<Record<string, string>>): string => {
  const said = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:${action}Response xmlns:u="urn:schemas-upnp-org:service:WANIPConnection:1">${said.join('')}</u:${action}Response></s:Body></s:Envelope>`;
};
export const actionFault = (code: number, reason: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode><errorDescription>${reason}</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>`;
