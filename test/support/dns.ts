import { createSocket } from 'node:dgram';

/** What the server says to a question: addresses with their TTL, an RCODE, or nothing. */
export type Say =
  | { readonly addresses: readonly (readonly number[])[]; readonly ttl?: number }
  | { readonly rcode: number }
  | 'silence';

/** A DNS server on 127.0.0.1 (RFC 1035, UDP alone) that answers by script and remembers what it was asked. */
export const dnsServer = async (answer: (name: string, type: 'A' | 'AAAA') => Say, port = 0) => {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let n = query[at] ?? 0; n > 0; n = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + n));
      at += n + 1;
    }
    const type = query.readUInt16BE(at + 1) === 28 ? 'AAAA' : 'A';
    const name = labels.join('.');
    asked.push(`${name} ${type}`);
    const say = answer(name, type);
    if (say === 'silence') return;
    const addresses = 'addresses' in say ? say.addresses : [];
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | ('rcode' in say ? say.rcode : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(addresses.length, 6);
    const records = addresses.map((bytes) => {
      const record = Buffer.alloc(12 + bytes.length);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type === 'A' ? 1 : 28, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt32BE('ttl' in say ? (say.ttl ?? 60) : 60, 6);
      record.writeUInt16BE(bytes.length, 10);
      record.set(bytes, 12);
      return record;
    });
    socket.send(Buffer.concat([head, query.subarray(12, at + 5), ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  return {
    asked,
    server: `127.0.0.1:${socket.address().port}`,
    close: (): Promise<void> => new Promise((resolve) => socket.close(resolve)),
  };
};
