import { describe, expect, test } from '@jest/globals';
import { FrameAssembler } from './frame-assembler.js';
import { HEADER_BYTES, readHeader, writeFrame, type OutgoingFrame } from './frame-message.js';
import { allHeartbeats, streamOfHeartbeat, StreamSubjects } from './subjects.js';

const data = Buffer.from(Array.from({ length: 2500 }, (_, index) => index % 251));
const frame: OutgoingFrame = {
  encoded: { codec: 'h264', keyFrame: true, captureTimeUs: 9, width: 1920, height: 1080, data },
  keyFrame: true,
  catchUp: false,
  sequence: 2 ** 32 - 1,
  captureTimeUs: 2 ** 40 + 3,
  rtpTimestamp: 4_000_000_000,
  h264Profile: '0d40',
  epoch: 7,
};

describe('a frame on its way', () => {
  test('has everything in its header', () => {
    const [message] = writeFrame(frame, 10_000);
    expect(message).toHaveLength(HEADER_BYTES + data.length);
    expect(message && readHeader(message)).toEqual({
      codec: 'h264',
      keyFrame: true,
      catchUp: false,
      sequence: 2 ** 32 - 1,
      captureTimeUs: 2 ** 40 + 3,
      rtpTimestamp: 4_000_000_000,
      width: 1920,
      height: 1080,
      h264Profile: '0d40',
      epoch: 7,
      part: 0,
      parts: 1,
    });
  });

  test('goes in parts where it is too long for a message, and is put together again', () => {
    const messages = writeFrame(frame, 1000 + HEADER_BYTES);
    expect(messages).toHaveLength(3);
    const assembler = new FrameAssembler();
    expect(messages.slice(0, 2).map((message) => assembler.push(message))).toEqual([undefined, undefined]);
    expect(assembler.push(messages[2] ?? Buffer.alloc(0))?.data.equals(data)).toBe(true);
  });

  test('is nothing without one of its parts, and the next one is whole', () => {
    const [first, , third] = writeFrame(frame, 1000 + HEADER_BYTES);
    const next = writeFrame({ ...frame, sequence: 0 }, 1000 + HEADER_BYTES);
    const assembler = new FrameAssembler();
    const completed = [first, third, ...next].map((message) => message && assembler.push(message));
    expect(completed.map((each) => each?.header.sequence)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });
});

describe('subjects', () => {
  const subjects = new StreamSubjects('site', 'front-2');

  test('are those of one stream', () => {
    expect(subjects.frames({ track: 'video', codec: 'vp8', rung: 'half' })).toBe(
      'wgr.v1.site.front-2.au.vp8.half',
    );
    expect(subjects.catchUp({ track: 'audio', codec: 'opus', rung: 'full' }, 'e7')).toBe(
      'wgr.v1.site.front-2.cu.e7.opus.full',
    );
    expect(streamOfHeartbeat(subjects.heartbeat, 'site')).toBe('front-2');
    expect(streamOfHeartbeat(subjects.heartbeat, 'other')).toBeUndefined();
    expect(streamOfHeartbeat(subjects.control, 'site')).toBeUndefined();
  });

  test.each(['*', '>', 'a.b', '', ' ', 'a b', 'é', '$SYS', 'a\r\nPUB x', 'x'.repeat(200)])(
    'cannot be left by the name %j',
    (name) => {
      expect(() => new StreamSubjects('site', name)).toThrow(TypeError);
      expect(() => new StreamSubjects(name, 'front')).toThrow(TypeError);
      expect(() => allHeartbeats(name)).toThrow(TypeError);
      expect(() => subjects.frames({ track: 'video', codec: 'vp8', rung: name })).toThrow(TypeError);
      expect(() => subjects.catchUp({ track: 'video', codec: 'vp8', rung: 'full' }, name)).toThrow(TypeError);
    },
  );
});
