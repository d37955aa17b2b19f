import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { nalUnitType, splitAnnexB } from '../../bitstream/annex-b.js';
import { interleaved, type RtspCameraOptions } from '../../testing/rtsp-camera.js';
import { RtspClientRig } from '../../testing/rtsp-client-rig.js';
import { until } from '../../testing/until.js';
import type { RtspPackets } from './rtsp-packets.js';

describe('an RTSP camera that keeps to the standard loosely', () => {
  let h264: Buffer;
  let rig: RtspClientRig;

  beforeAll(async () => {
    h264 = await RtspClientRig.film();
  });

  afterEach(() => rig[Symbol.asyncDispose]());

  async function client(options: Partial<RtspCameraOptions> = {}): Promise<RtspPackets> {
    rig = await RtspClientRig.start({ h264, ...options });
    return rig.packets;
  }

  test.each<[name: string, Partial<RtspCameraOptions>]>([
    [
      'chooses its own channels',
      {
        rewriteAnswer: (_method, answer) => answer.replace('interleaved=0-1', 'interleaved=6-7'),
        rewritePacket: (packet) => interleaved(6, packet),
      },
    ],
    ['sends by channels it has not named', { rewritePacket: (packet) => interleaved(9, packet) }],
    ['names no channels', { rewriteAnswer: (_method, answer) => answer.replace(/Transport:.*\r\n/, '') }],
    ['counts no requests', { rewriteAnswer: (_method, answer) => answer.replace(/CSeq:.*\r\n/, '') }],
    [
      'repeats the number of an earlier request',
      { rewriteAnswer: (_method, answer) => answer.replace(/CSeq: .*\r\n/, 'Cseq:1\r\n') },
    ],
    [
      'writes spaces into its session',
      { rewriteAnswer: (_method, answer) => answer.replace('Session: 1', 'session :   1 ; timeout = 4') },
    ],
    [
      'ends lines with line feeds',
      {
        rewriteAnswer: (_method, answer) => {
          const end = answer.indexOf('\r\n\r\n') + 4;
          return answer.slice(0, end).replaceAll('\r\n', '\n') + answer.slice(end);
        },
      },
    ],
    [
      'sends packets before its answers',
      {
        rewriteAnswer: (_method, answer) =>
          interleaved(0, Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])).toString('latin1') + answer,
      },
    ],
    [
      'sends bytes without meaning between packets',
      { rewritePacket: (packet) => Buffer.concat([Buffer.from('\0\x01$$junk$'), interleaved(0, packet)]) },
    ],
    [
      'sets the marker on every slice',
      {
        rewritePacket: (packet) => {
          const marked = Buffer.from(packet);
          marked.writeUInt8(marked.readUInt8(1) | 0x80, 1);
          return interleaved(0, marked);
        },
      },
    ],
    [
      'begins to count its packets again',
      {
        rewritePacket: (packet) => {
          const counted = Buffer.from(packet);
          counted.writeUInt16BE(1000 + (counted.readUInt16BE(2) % 9), 2);
          return interleaved(0, counted);
        },
      },
    ],
    [
      'sets no marker',
      {
        rewritePacket: (packet) => {
          const bare = Buffer.from(packet);
          bare.writeUInt8(bare.readUInt8(1) & 0x7f, 1);
          return interleaved(0, bare);
        },
      },
    ],
    [
      'puts start codes into its packets',
      {
        rewritePacket: (packet) =>
          interleaved(
            0,
            Buffer.concat([packet.subarray(0, 12), Buffer.from([0, 0, 0, 1]), packet.subarray(12)]),
          ),
      },
    ],
  ])('that %s is read', async (_name, options) => {
    const packets = await client(options);
    await packets.open();
    const read = await rig.read(30);
    const times = read.map(({ pts }) => Number(pts));
    // The first frames may be those that show how the camera marks them.
    expect(times.slice(5).map((pts, index) => pts - (times[index + 4] ?? 0))).toEqual(
      Array.from({ length: 25 }, () => 3600),
    );
    for (const { data } of read.slice(5)) expect(slicesOf(Buffer.from(data))).toBe(2);
  });

  test('whose packets are no frames is left to FFmpeg', async () => {
    const packets = await client({
      rewritePacket: (packet) =>
        interleaved(0, Buffer.concat([packet.subarray(0, 12), Buffer.from([31, 1])])),
    });
    await expect(packets.open()).rejects.toThrow(/none of its frames/);
  });

  test.each([
    ['rtsp://h/base?mode=Live/', 'track1', 'rtsp://h/base?mode=Live/track1'],
    ['rtsp://rtsp://h/base/', 'track1', 'rtsp://h/base/track1'],
    ['10.0.0.1:1935/', 'track1', undefined],
    ['rtsp://h/base', '/track1', 'rtsp://h/base/track1'],
    ['rtsp://h/base', 'rtsp://other/track1', 'rtsp://other/track1'],
    ['rtsp://h/base', '*', 'rtsp://h/base'],
  ])('with the base %p and the control address %p sets up %p', async (base, control, expected) => {
    const packets = await client({
      rewriteAnswer: (method, answer) =>
        method === 'DESCRIBE'
          ? rewriteBody(answer, (body) => body.replace('control:video', `control:${control}`), base)
          : answer.replace('Transport:', 'X:'),
    });
    const opening = packets.open().catch(() => undefined);
    await until('a track to be set up', () => rig.requestsOf('SETUP').length > 0);
    await packets.close();
    await opening;
    expect(rig.requestsOf('SETUP')[0]?.split(' ')[1]).toBe(expected ?? `${rig.camera.url}/track1`);
  });
});

function slicesOf(accessUnit: Buffer): number {
  return splitAnnexB(accessUnit).filter((unit) => [1, 5].includes(nalUnitType(unit))).length;
}

function rewriteBody(answer: string, rewrite: (body: string) => string, base: string): string {
  const [, body = ''] = answer.split(/\r\n\r\n([^]*)/);
  const rewritten = rewrite(body);
  return `RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Base: ${base}\r\nContent-Length: ${rewritten.length}\r\n\r\n${rewritten}`;
}
