import { describe, expect, test } from '@jest/globals';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { SharedFrameBuffer, toPacketizedFrame } from './frame-buffer.js';

const packetizer = new Packetizer('h264', new RtpClock(0, 0));

function frame(bytes: number, keyFrame = false): PacketizedFrame {
  const slice = Buffer.from(Array.from({ length: bytes }, (_, at) => (at % 250) + 1));
  const data = Buffer.concat([Buffer.from([0, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x41]), slice]);
  const size = { width: 640, height: 360 };
  return packetizer.packetize({ codec: 'h264', keyFrame, captureTimeUs: 40_000, data, ...size });
}

describe('a frame that goes to another thread', () => {
  test.each([10, 1000, 5000, 200_000])('arrives as it was, with %i bytes', (bytes) => {
    const sent: PacketizedFrame = { ...frame(bytes, true), h264Profile: '4d00', catchUp: true };
    const received = toPacketizedFrame(structuredClone(new SharedFrameBuffer().share(sent)));
    expect(received).toEqual(sent);
  });

  test('is copied once, however often it is sent', () => {
    const frames = new SharedFrameBuffer();
    const sent = frame(5000);
    const { memory } = frames.share(sent);
    expect(frames.share(sent).memory).toBe(memory);
    const catchUp = frames.share({ ...sent, catchUp: true, rtpTimestamp: 7 });
    expect(catchUp.memory).toBe(memory);
    expect(catchUp).toMatchObject({ catchUp: true, rtpTimestamp: 7 });
    expect(frames.share(frame(5000)).memory).not.toBe(memory);
  });
});
