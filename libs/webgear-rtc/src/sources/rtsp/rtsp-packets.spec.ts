import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { splitAnnexB } from '../../bitstream/annex-b.js';
import { loadNodeAv } from '../../ffmpeg/load-node-av.js';
import { RelayDeclinedError } from '../../ffmpeg/relay/packet-relay.js';
import { PacketSource } from '../../ffmpeg/relay/packet-source.js';
import { interleaved, RtspCamera, type RtspCameraOptions } from '../../testing/rtsp-camera.js';
import { RtspClientRig } from '../../testing/rtsp-client-rig.js';
import { until } from '../../testing/until.js';
import type { RtspPackets } from './rtsp-packets.js';

const sound = 'm=audio 0 RTP/AVP 0\r\na=control:sound';
const { signal } = new AbortController();
const ffmpegOptions = { rtsp_flags: 'prefer_tcp', analyzeduration: '500000', fpsprobesize: '2' };

describe('an RTSP camera that this process reads', () => {
  let h264: Buffer;
  let rig: RtspClientRig;

  beforeAll(async () => {
    h264 = await RtspClientRig.film();
  });

  afterEach(() => rig[Symbol.asyncDispose]());

  async function client(
    options: Partial<RtspCameraOptions> = {},
    url?: (plain: string) => string,
    silenceMs?: number,
  ): Promise<RtspPackets> {
    rig = await RtspClientRig.start({ h264, ...options }, url, silenceMs);
    return rig.packets;
  }

  test('has the frames that FFmpeg reads, with the same spacing', async () => {
    const packets = await client();
    await packets.open();
    const ours = await rig.read(30);
    const ffmpeg = await PacketSource.open(rig.camera.url, ffmpegOptions, signal);
    const theirs = new Map<string, bigint>();
    for (let count = 0; count < 30; count++) {
      const packet = await ffmpeg.next();
      if (typeof packet !== 'number') theirs.set(Buffer.from(packet.data).toString('hex'), packet.pts);
    }
    await ffmpeg.close();
    const contents = new Set(ours.map(({ data }) => Buffer.from(data).toString('hex')));
    // It begins elsewhere in the film, which has 50 frames.
    expect([...theirs.keys()].filter((content) => contents.has(content)).length).toBeGreaterThan(5);
    expect(ours.slice(1).map(({ pts }, index) => Number(pts - (ours[index]?.pts ?? 0n)))).toEqual(
      Array.from({ length: 29 }, () => 3600),
    );
  });

  test('whose frames come in parts has them whole', async () => {
    let held: Buffer = Buffer.alloc(0);
    const packets = await client({
      rewritePacket: (packet) => {
        const before = held;
        held = interleaved(0, packet);
        return before;
      },
    });
    await packets.open();
    const film = new Set(splitAnnexB(h264).map((unit) => unit.toString('hex')));
    for (const { data } of await rig.read(30)) {
      for (const unit of splitAnnexB(Buffer.from(data))) expect(film).toContain(unit.toString('hex'));
    }
  });

  test('is described by its first key frame where its description has no parameter sets', async () => {
    const packets = await client({ tracksAfter: [sound] });
    const [video, audio] = await packets.open();
    const av = await loadNodeAv();
    expect(video?.parameters.slice(0, 2)).toEqual([av.AVMEDIA_TYPE_VIDEO, av.AV_CODEC_ID_H264]);
    expect(video?.parameters).toEqual(expect.arrayContaining([160, 120]));
    expect(video?.ratios).toContainEqual([25, 1]);
    expect(video?.extradata?.length).toBeGreaterThan(20);
    expect(audio?.channelLayout).toMatchObject({ nbChannels: 1 });
    const [first] = await rig.read(1);
    expect(first?.flags).toBe(av.AV_PKT_FLAG_KEY);
  });

  test.each([
    ['MD5', 'md5', ''],
    ['SHA-256', 'sha256', ', qop="auth", algorithm=SHA-256'],
  ])('that asks for a password by Digest with %s is opened', async (_name, hashName, parameters) => {
    const hash = (text: string): string => createHash(hashName).update(text).digest('hex');
    const counts: string[] = [];
    const packets = await client(
      {
        rewriteAnswer: (method, _answer, request) => {
          const field = (name: string): string =>
            new RegExp(`[ ,]${name}="?([^",]*)`).exec(request)?.[1] ?? '';
          const secret = hash('viewer:cam:pass,wörd');
          const middle = parameters === '' ? '' : `${field('nc')}:${field('cnonce')}:${field('qop')}:`;
          const uri = request.split(' ')[1] ?? '';
          counts.push(field('nc'));
          if (field('response') === hash(`${secret}:n1:${middle}${hash(`${method}:${uri}`)}`))
            return undefined;
          return `RTSP/1.0 401 No\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="cam", nonce="n1"${parameters}\r\n\r\n`;
        },
      },
      (plain) => plain.replace('//', '//viewer:pass%2Cw%C3%B6rd@'),
    );
    await expect(packets.open()).resolves.toHaveLength(1);
    expect(rig.requestsOf('OPTIONS')).toHaveLength(2);
    expect(rig.requestsOf('PLAY')).toHaveLength(1);
    const counted = parameters === '' ? ['', '', ''] : ['00000001', '00000002', '00000003'];
    expect(counts.slice(1, 4)).toEqual(counted);
    expect(rig.camera.requests.join('\n')).not.toMatch(/pass|w%C3/);
  });

  test('that refuses a password is asked no more, and says so as FFmpeg does', async () => {
    const refuse = 'RTSP/1.0 401 No\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="cam", nonce="n"\r\n\r\n';
    const packets = await client({ rewriteAnswer: () => refuse }, (plain) =>
      plain.replace('//', '//a:secret@'),
    );
    const av = await loadNodeAv();
    const error = await packets.open().catch((failure: unknown) => failure);
    expect(error).toMatchObject({ averror: av.AVERROR_HTTP_UNAUTHORIZED });
    expect(String(error)).not.toContain('secret');
    // With the answer to each challenge, of "OPTIONS" and of "DESCRIBE", and without.
    expect(rig.camera.requests.length).toBeLessThanOrEqual(4);
  });

  test.each<[name: string, Partial<RtspCameraOptions>]>([
    ['refuses TCP', { setupStatus: (_track, by) => (by === 'tcp' ? 461 : 200) }],
    ['has two of video', { tracksAfter: ['m=video 0 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\na=control:b'] }],
    ['has sound of another codec', { tracksAfter: ['m=audio 0 RTP/AVP 97\r\na=rtpmap:97 G726-16/8000'] }],
    [
      'has video of another codec',
      { rewriteAnswer: (_method, answer) => answer.replace('H264/90000', 'JPEG/90000') },
    ],
    [
      'answers nonsense',
      {
        rewriteAnswer: (method) =>
          method === 'DESCRIBE' ? 'RTSP/1.0 200 X\r\nContent-Length: 999999\r\n\r\n' : undefined,
      },
    ],
    [
      'sends by UDP all the same',
      {
        rewriteAnswer: (_method, answer) =>
          answer.replace(/Transport:.*/, 'Transport: RTP/AVP;unicast;client_port=1-2'),
      },
    ],
    [
      'has moved to another scheme',
      {
        rewriteAnswer: (method) =>
          method === 'DESCRIBE' ? 'RTSP/1.0 302 X\r\nLocation: rtsps://h/\r\n\r\n' : undefined,
      },
    ],
  ])('that %s is left to FFmpeg, after its session was ended', async (_name, options) => {
    const packets = await client(options);
    await expect(packets.open()).rejects.toBeInstanceOf(RelayDeclinedError);
    const hasSession = rig.camera.setups.length > 0 && options.setupStatus === undefined;
    expect(rig.requestsOf('TEARDOWN')).toHaveLength(hasSession ? 1 : 0);
  });

  test('that has moved is followed, with its password on the same host only', async () => {
    await using other = await RtspCamera.start({ h264 });
    const packets = await client(
      {
        rewriteAnswer: (method) =>
          method === 'DESCRIBE' ? `RTSP/1.0 302 X\r\nLocation: ${other.url}\r\n\r\n` : undefined,
      },
      (plain) => plain.replace('//', '//a:b@'),
    );
    await expect(packets.open()).resolves.toHaveLength(1);
    expect(other.requests[0]).toMatch(/^OPTIONS rtsp:\/\/127/);
    await packets.close();
  });

  test('is kept alive by what it says it can do, told of what came, and told when it is left', async () => {
    const packets = await client({
      rewriteAnswer: (method, answer) =>
        method === 'GET_PARAMETER'
          ? answer.replace('200', '400')
          : answer
              .replace('Public: ', 'Public: GET_PARAMETER, ')
              .replace('Session: 1', 'Session: 1;timeout=4'),
    });
    await packets.open();
    const reading = rig.read(165);
    await until('a report', () => rig.camera.reports.length > 0, 8000);
    // Refused the first time; the session goes on.
    expect(rig.requestsOf('GET_PARAMETER')).toHaveLength(1);
    expect(rig.requestsOf('GET_PARAMETER')[0]).toMatch(/Session: 1$/m);
    await reading;
    await packets.close();
    expect(rig.requestsOf('TEARDOWN')).toHaveLength(1);
    expect(rig.requestsOf('OPTIONS').length).toBeGreaterThan(1);
    expect(rig.camera.reports[0]?.subarray(0, 2)).toEqual(Buffer.from([0x24, 1]));
  }, 20_000);

  test('has to wait while nothing takes its packets', async () => {
    let sequence = 0;
    const packets = await client({
      tracksAfter: [sound],
      rewritePacket: (packet) =>
        Buffer.concat([
          interleaved(0, packet),
          ...Array.from({ length: 20 }, () => interleaved(2, soundPacket(sequence++))),
        ]),
    });
    await packets.open();
    await sleep(1500);
    // One read may hold some more.
    expect(packets.waiting).toBeLessThan(400);
    const before = packets.waiting;
    await sleep(500);
    expect(packets.waiting).toBe(before);
    await rig.read(before + 40);
  });

  test('that hangs up ends, and one that is closed fails', async () => {
    const packets = await client();
    await packets.open();
    const av = await loadNodeAv();
    await rig.camera[Symbol.asyncDispose]();
    let last: unknown;
    for (last = await packets.next(); typeof last !== 'number';) last = await packets.next();
    expect(last).toBe(av.AVERROR_EOF);
    await packets.close();
    expect(await packets.next()).toBe(av.AVERROR_EXIT);
  });

  test('that is silent for too long has timed out', async () => {
    let isSilent = false;
    const packets = await client(
      { rewritePacket: (packet) => (isSilent ? Buffer.alloc(0) : interleaved(0, packet)) },
      undefined,
      1000,
    );
    await packets.open();
    isSilent = true;
    await expect(
      (async () => {
        for (;;) await packets.next();
      })(),
    ).rejects.toMatchObject({ operation: 'read', reason: 'Connection timed out' });
  }, 20_000);
});

/** 20 ms of silence in PCMU. */
function soundPacket(sequence: number): Buffer {
  const packet = Buffer.alloc(12 + 160, 0xff);
  packet.writeUInt16BE(0x8000, 0);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(7, 8);
  return packet;
}
