// A home router's words: NAT-PMP, PCP, SSDP, its description and what it says when asked, on one LAN address. Run inside a
// namespace: node router.mjs '{"address": …, "outer": …, "way": …}'. Prints `ready`, then a line for whatever it was asked.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

const { address, outer, way = 'good' } = JSON.parse(process.argv[2] ?? '{}');
const HTTP = 49_000;
const say = (line) => process.stdout.write(`${line}\n`);
const garbage = (length) => Buffer.from(Array.from({ length }, (_, i) => (i * 197 + 31) & 0xff));

const control = createSocket('udp4');
control.on('message', (bytes, from) => {
  const isPcp = bytes[0] === 2;
  say(`${isPcp ? 'pcp' : 'nat-pmp'} ${bytes[1]}`);
  const answer = Buffer.alloc(isPcp ? 24 : 12);
  answer[0] = isPcp ? 2 : 0;
  answer[1] = 0x80 | (bytes[1] ?? 0);
  answer.writeUInt32BE(4_711, isPcp ? 8 : 4);
  if (!isPcp) answer.set(outer.split('.').map(Number), 8);
  control.send(way === 'good' ? answer : garbage(1_400), from.port, from.address);
});

const LOCATIONS = {
  good: `http://${address}:${HTTP}/igd.xml`,
  garbage: `http://${address}:${HTTP}/igd.xml`,
  endless: `http://${address}:${HTTP}/endless.xml`,
  elsewhere: 'http://127.0.0.1:49000/igd.xml',
};
const group = createSocket({ type: 'udp4', reuseAddr: true });
group.on('message', (bytes, from) => {
  const text = bytes.toString('latin1');
  say(`ssdp ${text.split('\r\n', 1)[0]}`);
  if (!/ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n/.test(text)) return;
  const head = 'HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nEXT:\r\n';
  group.send(`${head}LOCATION: ${LOCATIONS[way]}\r\n\r\n`, from.port, from.address);
});

const DESCRIPTION = `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>Lab box</friendlyName>
<deviceList><device><deviceList><device><serviceList><service>
<serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>/control</controlURL>
</service></serviceList></device></deviceList></device></deviceList></device></root>`;
const web = createServer((request, response) => {
  const action = /#(\w+)"?$/.exec(request.headers.soapaction ?? '')?.[1] ?? '';
  say(`http ${request.method} ${request.url} ${action}`.trimEnd());
  if (way === 'garbage') response.end(garbage(3_000));
  else if (way === 'endless') {
    response.write('<root>');
    const more = setInterval(() => response.write('<a>'.repeat(2_000)), 50);
    response.on('close', () => clearInterval(more));
  } else if (request.url === '/control') {
    const values = `<NewExternalIPAddress>${outer}</NewExternalIPAddress>`;
    const body = `<u:${action}Response xmlns:u="urn:schemas-upnp-org:service:WANPPPConnection:1">${values}</u:${action}Response>`;
    response.end(
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`,
    );
  } else response.end(DESCRIPTION);
});

control.bind(5_351, address, () =>
  group.bind(1_900, () => {
    group.addMembership('239.255.255.250', address);
    web.listen(HTTP, address, () => say('ready'));
  }),
);
