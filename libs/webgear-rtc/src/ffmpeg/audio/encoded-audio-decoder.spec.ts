import { describe, expect, it } from '@jest/globals';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import { EncodedAudioDecoder } from './encoded-audio-decoder.js';

describe('the decoder of encoded sound', () => {
  it('decodes G.711, of either law', async () => {
    using decoder = await EncodedAudioDecoder.open();
    // The largest and the smallest values of ITU-T G.711, tables 1 and 2, in 16 bits.
    const [muLaw] = decoder.decode(frame('pcmu', Buffer.from([0x80, 0x00, 0xff, 0x7f])));
    expect([...(muLaw?.samples ?? [])].map((sample) => sample * 32_768)).toEqual([32_124, -32_124, 0, 0]);
    const [aLaw] = decoder.decode(frame('pcma', Buffer.from([0xaa, 0x2a, 0xd5, 0x55])));
    expect([...(aLaw?.samples ?? [])].map((sample) => sample * 32_768)).toEqual([32_256, -32_256, 8, -8]);
    expect(aLaw).toMatchObject({ channels: 1, sampleRateHz: 8_000, captureTimeUs: 1000 });
  });

  it('says what is broken, and decodes the next packet', async () => {
    using decoder = await EncodedAudioDecoder.open();
    expect(() => decoder.decode(frame('opus', Buffer.from([0xff, 0xff])))).toThrow('decode');
    expect(decoder.decode(frame('opus', Buffer.alloc(0)))).toEqual([]);
    const [silence] = decoder.decode(frame('opus', Buffer.from([0xf8, 0xff, 0xfe])));
    expect(silence).toMatchObject({ sampleRateHz: 48_000, channels: 1 });
    expect(silence?.samples).toEqual(new Float32Array(960));
  });

  it('is freed once, and decodes nothing afterwards', async () => {
    const decoder = await EncodedAudioDecoder.open();
    decoder.decode(frame('pcmu', Buffer.alloc(160)));
    decoder.close();
    decoder.close();
    expect(decoder.decode(frame('pcmu', Buffer.alloc(160)))).toEqual([]);
  });
});

function frame(codec: EncodedAudioFrame['codec'], data: Buffer): EncodedAudioFrame {
  return { codec, captureTimeUs: 1000, durationUs: 20_000, channels: 1, data };
}
