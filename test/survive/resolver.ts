import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { FAR_NAME } from './config.ts';

/** How it answers: as it should, not at all, SERVFAIL (RFC 1035, 4.1.1), or with bytes that are no answer. */
export type Mood = 'well' | 'silent' | 'servfail' | 'garbage';

/** A resolver on 127.0.0.1:53 that knows one name. */
export const startResolver = async (address: string) => {
  const socket = createSocket('udp4');
  let mood: Mood = 'well';
  let asked = 0;
  socket.on('message', (query, from) => {
    asked += 1;
    if (mood === 'silent') return;
    const end = query.indexOf(0, 12) + 5;
    const question = query.subarray(12, end);
    const type = query.readUInt16BE(end - 4);
    const header = Buffer.concat([query.subarray(0, 2), Buffer.from([0x84, 0x80, 0, 1, 0, 0, 0, 0, 0, 0])]);
    if (mood === 'servfail') header[3] = 0x82;
    const isOurs = query
      .toString('latin1')
      .toLowerCase()
      .includes(FAR_NAME.split('.')[0] ?? '');
    let answer = Buffer.concat([header, question]);
    if (mood === 'well' && type === 1 && isOurs) {
      answer[7] = 1;
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]);
      answer = Buffer.concat([answer, record]);
    } else if (mood === 'garbage') {
      // The right number, so that it is looked at, and from then on anything: pointers to themselves, counts too high.
      answer = Buffer.concat([query.subarray(0, 2), Buffer.alloc(asked % 400, 0xc0)]);
      if (answer.length > 8) answer.writeUInt32BE(0x8580_ffff, 2);
    }
    socket.send(answer, from.port, from.address);
  });
  socket.bind(53, '127.0.0.1');
  await once(socket, 'listening');
  return {
    mood: (next: Mood): void => {
      mood = next;
    },
    asked: (): number => asked,
    close: (): void => void socket.close(),
  };
};
