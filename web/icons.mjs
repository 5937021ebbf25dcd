// @ts-check
// Draws web/public/icon-192.png: favicon.svg on its whole ground, with the room that a mask may take.
//   node web/icons.mjs
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

/** @typedef {readonly [number, number, number]} Colour */
/** @type {Colour} */
const GROUND = [0x0f, 0x2a, 0x44];
/** @type {Colour} */
const LINE = [0x8f, 0xc7, 0xf2];
/** @type {Colour} */
const BOB = [0xf0, 0xa5, 0x30];
/** Of each colour over the ground, so many steps from none to all. */
const STEPS = 7;
/** In the picture of 32 units: what is drawn keeps within the circle that a mask leaves. */
const SCALE = 0.84;
const SUB = 4;

const palette = [LINE, BOB].flatMap((colour) =>
  Array.from({ length: STEPS + 1 }, (_, i) =>
    colour.map((c, k) => Math.round(((GROUND[k] ?? 0) * (STEPS - i) + c * i) / STEPS)),
  ),
);
/** @type {(x: number, y: number, x1: number, y1: number, x2: number, y2: number) => boolean} */
const onStroke = (x, y, x1, y1, x2, y2) => {
  const t = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
  const u = Math.min(1, Math.max(0, t));
  return Math.hypot(x - x1 - u * (x2 - x1), y - y1 - u * (y2 - y1)) <= 1;
};
/** 0: the ground, 1: the line, 2: the bob. @type {(x: number, y: number) => 0 | 1 | 2} */
const at = (x, y) => {
  if (y >= 15.5 && y <= 20.5 && Math.abs(x - 16) <= 5.5) return 2;
  if (y > 20.5 && y <= 28.5 && Math.abs(x - 16) <= (5.5 * (28.5 - y)) / 8) return 2;
  return onStroke(x, y, 7, 4.5, 25, 4.5) || onStroke(x, y, 16, 4.5, 16, 15.5) ? 1 : 0;
};
/** @type {(type: string, data: Buffer) => Buffer} */
const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};
/** Sixteen colours, four bits a pixel. @type {(size: number) => Buffer} */
const png = (size) => {
  const rows = Buffer.alloc(size * (1 + size / 2));
  for (let py = 0; py < size; py += 1) {
    for (let px = 0; px < size; px += 1) {
      const hits = [0, 0, 0];
      for (let s = 0; s < SUB * SUB; s += 1) {
        /** @type {(p: number, sub: number) => number} */
        const unit = (p, sub) => (((p + (sub + 0.5) / SUB) / size) * 32 - 16) / SCALE;
        const what = at(unit(px, s % SUB) + 16, unit(py, Math.floor(s / SUB)) + 16.5);
        hits[what] = (hits[what] ?? 0) + 1;
      }
      const [, line = 0, bob = 0] = hits;
      const most = Math.round((Math.max(line, bob) / (SUB * SUB)) * STEPS);
      const index = bob > line ? STEPS + 1 + most : most;
      const place = py * (1 + size / 2) + 1 + (px >> 1);
      rows[place] = (rows[place] ?? 0) | (px % 2 === 0 ? index << 4 : index);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size);
  head.writeUInt32BE(size, 4);
  head.set([4, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
writeFileSync(new URL('public/icon-192.png', import.meta.url), png(192));
