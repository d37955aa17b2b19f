import { describe, expect, test } from '@jest/globals';
import { lastResort } from './codec-descriptor.js';
import { codecNames, codecs, isServed } from './codecs.js';

const settings = { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000 };

describe('the codecs', () => {
  test.each(codecNames)('%s is found by the name that offers give it, and by its own', (codec) => {
    const descriptor = codecs[codec];
    expect(descriptor.codec).toBe(codec);
    expect(isServed(descriptor.rtpName.toLowerCase(), [codec])).toBe(true);
  });

  test('do not have what is not served', () => {
    expect(isServed('rtx', codecNames)).toBe(false);
    expect(isServed('constructor', codecNames)).toBe(false);
    expect(isServed('vp8', ['h264'])).toBe(false);
  });

  test('prefer the formats that browsers decode best', () => {
    const { h264 } = codecs;
    const rank = (parameters?: string): number | undefined => h264.preferenceOf(h264.formatOf(parameters));
    const ranks = [
      rank('packetization-mode=1;profile-level-id=42e01f'),
      rank('packetization-mode=1;profile-level-id=42001f'),
      rank('packetization-mode=1;profile-level-id=4d001f'),
      lastResort - 1,
      rank('packetization-mode=1;profile-level-id=64001f'),
      rank('packetization-mode=0;profile-level-id=42e01f'),
    ];
    expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(rank('packetization-mode=2;profile-level-id=42e01f')).toBeUndefined();
  });

  test('write the level that was promised into the encoder and into the answer', () => {
    const { h264 } = codecs;
    expect(h264.encoderRequest({ ...settings, minimumLevelIdc: 40 }).options['level']).toBe('4.0');
    expect(h264.answerParameters({ h264Profile: '42e0', packetizationMode: 1 }, 40)).toBe(
      'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e028',
    );
  });

  test('count frames for each rendition by itself', () => {
    const [first, second] = [codecs.vp8.createPayloader(), codecs.vp8.createPayloader()];
    expect(first).not.toBe(second);
  });
});
