import { describe, expect, test } from '@jest/globals';
import { parseRtpInfo, parseSessionHeader, parseTransportHeader } from './rtsp-message.js';
import { parseSessionDescription } from './session-description.js';
import { soundFormatOf, videoFormatOf } from './track-format.js';

const description = `v=0
s=camera
a=control:rtsp://h/all/
m=video 0 RTP/AVP 96
b=AS:2000
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0LADdoFB+wFqDAwNSgAAAMACAAAAwGUeKFV,aM48gA==
a=x-framerate: 12.5
a=control:trackID=1?a=b
m=audio 0 RTP/AVP 97
a=rtpmap:97 MPEG4-GENERIC/16000/1
a=fmtp:97 streamtype=5;mode=AAC-hbr;SizeLength=13;IndexLength=3;IndexDeltaLength=3;config=1408
a=control:*
a=sendonly
m=audio 0 RTP/AVP 8
m=application 0 TCP/WHAT 1
`;

describe('a session description', () => {
  test.each(['\n', '\r\n'])('is read with lines that end with %j', (end) => {
    const { control, sections } = parseSessionDescription(description.replaceAll('\n', end));
    expect(control).toBe('rtsp://h/all/');
    const [video, aac, pcma, ...others] = sections;
    expect(others).toEqual([]);
    expect(video).toMatchObject({
      media: 'video',
      encoding: 'h264',
      control: 'trackID=1?a=b',
      isSendOnly: false,
    });
    expect(video && videoFormatOf(video)).toMatchObject({ codec: 'h264', framerate: 12.5 });
    expect(video && videoFormatOf(video)?.parameterSets.toString('hex')).toMatch(
      /^0000000167.*0000000168ce3c80$/,
    );
    expect(aac).toMatchObject({ isSendOnly: true, control: '*' });
    expect(aac && soundFormatOf(aac)).toMatchObject({
      codec: 'aac',
      sampleRateHz: 16_000,
      channels: 1,
      aac: { sizeBits: 13, frameTicks: 1024 },
    });
    expect(pcma && soundFormatOf(pcma)).toMatchObject({ codec: 'pcma', clockRateHz: 8000, channels: 1 });
  });

  test.each([
    ['packets out of order', 'packetization-mode=1', 'packetization-mode=2'],
    ['another codec', 'H264', 'MP4V-ES'],
    ['another clock', 'H264/90000', 'H264/1000'],
  ])('of %s is left to FFmpeg', (_what, from, to) => {
    const [video] = parseSessionDescription(description.replace(from, to)).sections;
    expect(video && videoFormatOf(video)).toBeUndefined();
  });

  test('of AAC without a configuration, or in another form, is left to FFmpeg', () => {
    for (const [from, to] of [
      ['config=1408', 'x=1'],
      ['SizeLength=13', 'ctsDeltaLength=2'],
    ] as const) {
      const [, sound] = parseSessionDescription(description.replace(from, to)).sections;
      expect(sound && soundFormatOf(sound)).toBeUndefined();
    }
  });
});

test('headers are read as servers write them', () => {
  expect(parseSessionHeader(' ab cd ; Timeout = 15 ')).toEqual({ id: 'ab cd', timeoutMs: 15_000 });
  expect(parseSessionHeader('1')).toEqual({ id: '1', timeoutMs: 60_000 });
  expect(parseSessionHeader(undefined)).toBeUndefined();
  expect(parseTransportHeader('RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=1')).toEqual({
    isUdp: false,
    channel: 4,
  });
  expect(parseTransportHeader('RTP/AVP;unicast;client_port=1-2')).toEqual({
    isUdp: true,
    channel: undefined,
  });
  expect(parseTransportHeader(undefined)).toEqual({ isUdp: false, channel: undefined });
  expect([...parseRtpInfo('url=rtsp://h/a?x=1,2;seq=5;rtptime=4294967295, url="b";rtptime=7')]).toEqual([
    ['rtsp://h/a?x=1,2', 4_294_967_295],
    ['b', 7],
  ]);
});
