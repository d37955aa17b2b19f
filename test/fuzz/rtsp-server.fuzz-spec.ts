import { expect, test } from '@jest/globals';
import { parseAacConfig } from '../../libs/webgear-rtc/src/bitstream/aac-config.js';
import { parseH264Sps } from '../../libs/webgear-rtc/src/bitstream/h264-sps.js';
import { parseH265Sps } from '../../libs/webgear-rtc/src/bitstream/h265-sps.js';
import { AacDepayloader } from '../../libs/webgear-rtc/src/sources/rtsp/aac-depayloader.js';
import { InterleavedTracks } from '../../libs/webgear-rtc/src/sources/rtsp/interleaved-tracks.js';
import { MediaTrack } from '../../libs/webgear-rtc/src/sources/rtsp/media-track.js';
import { baseAddress, controlAddress } from '../../libs/webgear-rtc/src/sources/rtsp/rtsp-address.js';
import { RtspAuthorization } from '../../libs/webgear-rtc/src/sources/rtsp/rtsp-authorization.js';
import {
  parseRtpInfo,
  parseSessionHeader,
  parseTransportHeader,
} from '../../libs/webgear-rtc/src/sources/rtsp/rtsp-message.js';
import {
  RtspStreamParser,
  RtspSyntaxError,
} from '../../libs/webgear-rtc/src/sources/rtsp/rtsp-stream-parser.js';
import { parseSessionDescription } from '../../libs/webgear-rtc/src/sources/rtsp/session-description.js';
import { TrackClock } from '../../libs/webgear-rtc/src/sources/rtsp/track-clock.js';
import { soundFormatOf, videoFormatOf } from '../../libs/webgear-rtc/src/sources/rtsp/track-format.js';
import { soundReader, videoReader } from '../../libs/webgear-rtc/src/sources/rtsp/track-readers.js';
import { videoShapeOf } from '../../libs/webgear-rtc/src/sources/rtsp/video-shape.js';
import { interleaved } from '../../libs/webgear-rtc/src/testing/rtsp-camera.js';
import { fuzz } from './support/fuzz.js';

const sets = 'Z0LADdoFB+wFqDAwNSgAAAMACAAAAwGUeKFV,aM48gA==';
const description = [
  'v=0',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sets}`,
  'a=framerate:25',
  'a=control:trackID=1',
  'm=audio 0 RTP/AVP 97',
  'a=rtpmap:97 MPEG4-GENERIC/48000/2',
  'a=fmtp:97 mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1190',
  '',
].join('\r\n');
const answer = [
  'RTSP/1.0 401 Unauthorized',
  'CSeq: 3',
  'Session: 12345678;timeout=60',
  'Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=01234567',
  'RTP-Info: url=rtsp://h/stream/trackID=1;seq=1;rtptime=90000',
  'WWW-Authenticate: Digest realm="cam", nonce="abc", qop="auth", algorithm=SHA-256, stale=true',
  'Content-Base: rtsp://h/stream/',
  `Content-Length: ${description.length}`,
  '',
  description,
].join('\r\n');
const rtp = (type: number, ...payload: readonly number[]): Buffer =>
  Buffer.from([0x80, type, 0, 1, 0, 0, 0x10, 0, 0, 0, 0, 7, ...payload]);

test('what an RTSP server sends, of whatever form, is read or refused', async () => {
  const samples = [
    Buffer.from(answer),
    Buffer.concat([
      interleaved(0, rtp(0xe0, 0x65, 0x80, 1)),
      Buffer.from(answer),
      interleaved(1, rtp(200, 1, 2)),
    ]),
  ];
  await fuzz({
    name: 'rtsp-server',
    samples,
    feed: (input) => {
      const authorization = new RtspAuthorization('rtsp://a:b@h/stream');
      const parser = new RtspStreamParser({
        isKnownChannel: (channel) => channel < 4,
        onPacket: (_channel, packet) => expect(packet.length).toBeLessThan(65_536),
        onRequest: () => undefined,
        onResponse: ({ headers, body }) => {
          parseSessionHeader(headers.get('session'));
          parseTransportHeader(headers.get('transport'));
          parseRtpInfo(headers.get('rtp-info'));
          authorization.accept(headers.get('www-authenticate'), false);
          authorization.headerFor('PLAY', 'rtsp://h/stream');
          const { sections } = parseSessionDescription(body.toString('utf8'));
          for (const section of sections) {
            controlAddress(baseAddress(headers, 'rtsp://h/'), section.control);
            const video = videoFormatOf(section);
            if (video !== undefined) videoShapeOf(video.codec, video.parameterSets);
            soundFormatOf(section);
          }
        },
      });
      const cut = Math.floor(input.length / 3);
      try {
        for (const chunk of [input.subarray(0, cut), input.subarray(cut)]) parser.push(chunk);
      } catch (error) {
        if (!(error instanceof RtspSyntaxError)) throw error;
      }
    },
  });
}, 240_000);

test('packets of an RTSP camera of whatever form become frames or nothing', async () => {
  const frames: number[] = [];
  const video = {
    codec: 'h264',
    clockRateHz: 90_000,
    parameterSets: Buffer.alloc(0),
    framerate: undefined,
  } as const;
  const aac = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3, frameTicks: 1024 };
  const sound = {
    kind: 'audio',
    codec: 'aac',
    clockRateHz: 48_000,
    sampleRateHz: 48_000,
    channels: 2,
    extradata: Buffer.alloc(0),
    aac,
  } as const;
  const clock = new TrackClock(90_000);
  const tracks = new InterleavedTracks(
    [
      new MediaTrack({
        channel: 0,
        payloadType: 96,
        clock,
        reader: videoReader(video, ({ timestamp, data }) =>
          frames.push(clock.ticks(timestamp, 0) + data.length),
        ),
      }),
      new MediaTrack({
        channel: 2,
        payloadType: 97,
        clock: new TrackClock(48_000),
        reader: soundReader(sound, ({ data }) => frames.push(data.length)),
      }),
    ],
    () => undefined,
    () => undefined,
  );
  await fuzz({
    name: 'rtsp-packets',
    samples: [
      rtp(0xe0, 0x7c, 0x85, 0x80, 1, 2, 3),
      rtp(0x60, 0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1),
      rtp(0xe1, 0, 16, 0, 16, 1, 2),
      Buffer.from('80c80006000000070000000100000002000010000000000100000001', 'hex'),
    ],
    feed: (input) => tracks.receive((input[0] ?? 0) & 3, input),
  });
  tracks.close();
  expect(frames.every(Number.isFinite)).toBe(true);
}, 240_000);

test('parameter sets and configurations of whatever form are read or refused', async () => {
  const h265 =
    '420101016000000300900000030000030078a003c08010e596566924caf01680800000030080000019 0'.replaceAll(
      ' ',
      '0',
    );
  await fuzz({
    name: 'rtsp-parameter-sets',
    samples: [
      Buffer.from('1190', 'hex'),
      Buffer.from(sets.split(',')[0] ?? '', 'base64'),
      Buffer.from(h265, 'hex'),
    ],
    feed: (input) => {
      parseAacConfig(input);
      parseH264Sps(input);
      parseH265Sps(input);
      new AacDepayloader({ sizeBits: 13, indexBits: 3, indexDeltaBits: 3, frameTicks: 1024 }).frames(input);
    },
  });
  expect(parseH264Sps(Buffer.from(sets.split(',')[0] ?? '', 'base64'))).toMatchObject({
    width: 320,
    pixelShape: [1, 1],
  });
}, 240_000);
