import { describe, expect, test } from '@jest/globals';
import { encodeFrames } from '../../../../test/support/encoded-frames.js';
import { joinAnnexB } from '../bitstream/h264-parameter-sets.js';
import { splitAnnexB } from '../bitstream/annex-b.js';
import { ElementaryStreamDecoder } from '../ffmpeg/decode/elementary-stream-decoder.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { codecNames, codecs } from './codecs.js';
import { createDepayloader } from './depayloaders.js';

const settings = { width: 320, height: 240, framerate: 25, count: 12, bitrateBps: 4_000_000 };

describe.each(codecNames)('the depayloader of %s', (codec) => {
  test('puts together what the payloader has cut', async () => {
    const frames = await encodeFrames(codec, settings);
    const payloader = codecs[codec].createPayloader();
    const depayloader = createDepayloader(codec);
    expect(frames.length).toBeGreaterThan(8);
    const decoder = await ElementaryStreamDecoder.open(codec);
    let decoded = 0;
    let largest = 0;
    for (const frame of frames) {
      const payloads = payloader.payload(frame.data);
      largest = Math.max(largest, payloads.length);
      const joined = depayloader.frame(payloads);
      expect(joined?.keyFrame).toBe(frame.keyFrame);
      // The others come back in another form of the same.
      const isSame = joined?.data.equals(frame.data) === true;
      expect(isSame || !['vp8', 'vp9'].includes(codec)).toBe(true);
      using shown = await decoder.decode(joined?.data ?? Buffer.alloc(0), frame.captureTimeUs);
      if (shown !== undefined) decoded++;
    }
    decoder.close();
    // Fragments were among them.
    expect(largest).toBeGreaterThan(2);
    expect(decoded).toBe(frames.length);
  });

  test('makes nothing of a frame without its beginning or end', async () => {
    const payloader = codecs[codec].createPayloader();
    const large = { width: 1280, height: 720, framerate: 25, count: 2, bitrateBps: 20_000_000 };
    const frames = await encodeFrames(codec, large);
    const payloads = frames
      .map(({ data }) => payloader.payload(data))
      .reduce((one, other) => (other.length > one.length ? other : one));
    expect(payloads.length).toBeGreaterThan(5);
    // That the middle is there is known by the sequence numbers, and the end of VP8 and VP9 by the marker.
    const checked = codec === 'vp8' || codec === 'vp9' ? payloads.slice(0, 1) : payloads.slice(-1);
    for (const missing of checked) {
      const rest = payloads.filter((payload) => payload !== missing);
      expect(createDepayloader(codec).frame(rest)).toBeUndefined();
    }
  });

  test('throws at nothing', () => {
    const random = new SeededRandom(codec.length);
    for (let round = 0; round < 500; round++) {
      const payloads = Array.from({ length: random.integer(1, 3) }, () =>
        random.bytes(random.integer(0, 40)),
      );
      expect(() => createDepayloader(codec).frame(payloads)).not.toThrow();
    }
  });
});

test('H.264 comes back unit by unit', async () => {
  const [frame] = await encodeFrames('h264', settings);
  const data = frame?.data ?? Buffer.alloc(0);
  const joined = createDepayloader('h264').frame(codecs.h264.createPayloader().payload(data));
  expect(joined?.data).toEqual(joinAnnexB(splitAnnexB(data)));
});
