import pixelmatch from 'pixelmatch';
import sharp from 'sharp';

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

const pixelsOf = async (png: Buffer): Promise<Pixels> => {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** The same picture in at most 256 colours, a third as large; with `width`, made that narrow. */
export const small = (png: Buffer, width?: number): Promise<Buffer> => {
  const picture = width === undefined ? sharp(png) : sharp(png).resize({ width });
  return picture.png({ palette: true, dither: 0, effort: 10, compressionLevel: 9 }).toBuffer();
};

export interface Difference {
  /** Of all pixels, 0…1; another size is all of them. */
  readonly share: number;
  /** What differs in red on what is the same, pale; empty where the sizes are not the same. */
  readonly drawn: Buffer;
}

/** How two PNGs of one thing differ. Edges that are only smoothed in another way are the same (pixelmatch). */
export const difference = async (a: Buffer, b: Buffer): Promise<Difference> => {
  const [one, other] = await Promise.all([pixelsOf(a), pixelsOf(b)]);
  const { width, height } = one;
  if (other.width !== width || other.height !== height) return { share: 1, drawn: Buffer.alloc(0) };
  const drawn = Buffer.alloc(one.data.length);
  const count = pixelmatch(one.data, other.data, drawn, width, height, { threshold: 0.1 });
  const png = await sharp(drawn, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return { share: count / (width * height), drawn: png };
};
