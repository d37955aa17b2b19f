import { expect, test } from '@jest/globals';
import type { EncodedFrame } from '../media/encoded-frame.js';
import { Packetizer } from './packetizer.js';
import { RtpClock } from './rtp-clock.js';

const frame = (over: Partial<EncodedFrame>): EncodedFrame => ({
  codec: 'vp8',
  keyFrame: true,
  captureTimeUs: 1_000_000,
  width: 640,
  height: 360,
  data: Buffer.alloc(3000, 7),
  ...over,
});

test('a frame becomes payloads with the time of its capture and the length of them all', () => {
  const packetized = new Packetizer('vp8', new RtpClock(0, 5)).packetize(frame({}));
  expect(packetized).toMatchObject({
    codec: 'vp8',
    keyFrame: true,
    captureTimeUs: 1_000_000,
    rtpTimestamp: 90_005,
  });
  expect(packetized.byteLength).toBe(3000 + 4 * packetized.payloads.length);
});

test('each codec has its own payload format', () => {
  const data = Buffer.from('0000000165aabbcc', 'hex');
  const packetized = new Packetizer('h264', new RtpClock(0, 0)).packetize(frame({ codec: 'h264', data }));
  expect(packetized.payloads.map((payload) => payload.toString('hex'))).toEqual(['65aabbcc']);
});
