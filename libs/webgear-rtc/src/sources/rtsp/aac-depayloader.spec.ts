import { describe, expect, test } from '@jest/globals';
import { parseAacConfig } from '../../bitstream/aac-config.js';
import { AacDepayloader } from './aac-depayloader.js';

const format = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3, frameTicks: 1024 };
const header = (size: number): number[] => [(size << 3) >> 8, (size << 3) & 0xff];
const payload = (sizes: readonly number[], ...data: readonly number[]): Buffer =>
  Buffer.from([0, sizes.length * 16, ...sizes.flatMap(header), ...data]);

describe('AAC in RTP', () => {
  test('is read from a packet with several frames', () => {
    const frames = new AacDepayloader(format).frames(payload([2, 1], 10, 11, 20));
    expect(frames).toEqual([
      { data: Buffer.from([10, 11]), offsetTicks: 0 },
      { data: Buffer.from([20]), offsetTicks: 1024 },
    ]);
  });

  test('is put together from several packets, and dropped where one is lost', () => {
    const depayloader = new AacDepayloader(format);
    expect(depayloader.frames(payload([5], 1, 2))).toEqual([]);
    expect(depayloader.frames(payload([5], 3, 4, 5))).toEqual([
      { data: Buffer.from([1, 2, 3, 4, 5]), offsetTicks: 0 },
    ]);
    depayloader.frames(payload([5], 1, 2));
    depayloader.drop();
    expect(depayloader.frames(payload([1], 9))).toEqual([{ data: Buffer.from([9]), offsetTicks: 0 }]);
  });

  test.each([[''], ['00'], ['ffff00'], ['001000'], ['0010ffff01']])('%s is no frame', (hex) => {
    expect(new AacDepayloader(format).frames(Buffer.from(hex, 'hex'))).toEqual([]);
  });

  test.each([
    ['1190', { sampleRateHz: 48_000, channels: 2, frameSamples: 1024 }],
    ['1408', { sampleRateHz: 16_000, channels: 1, frameSamples: 1024 }],
    ['2b920800', { sampleRateHz: 44_100, channels: 2, frameSamples: 2048 }],
    ['1180', undefined],
    ['', undefined],
  ])('the configuration %s is %j', (hex, expected) => {
    expect(parseAacConfig(Buffer.from(hex, 'hex'))).toEqual(expected);
  });
});
