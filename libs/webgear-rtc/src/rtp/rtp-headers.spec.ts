import { describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from './packetized-frame.interface.js';
import type { RtpHeaderTemplate } from './rtp-header-template.js';
import { RtpHeaders } from './rtp-headers.js';
import type { RtpSenderParameters } from './rtp-sender.js';

const mid = { id: 4, data: Buffer.from('0') };
const parameters: RtpSenderParameters = {
  ssrc: 0x1111,
  payloadType: 108,
  rtx: { ssrc: 0x2222, payloadType: 109 },
  formatFor: (profile) => (profile === '4d40' ? { payloadType: 116, rtxPayloadType: 117 } : undefined),
  extensions: [mid],
};

const frame = (h264Profile?: string): PacketizedFrame => ({
  codec: 'h264',
  keyFrame: true,
  captureTimeUs: 0,
  rtpTimestamp: 0,
  payloads: [],
  runs: [],
  byteLength: 0,
  ...(h264Profile !== undefined && { h264Profile }),
});

/** Payload type and SSRC as they stand in a header. */
function written(header: RtpHeaderTemplate | undefined): [payloadType: number, ssrc: number] | undefined {
  if (header === undefined) return undefined;
  const packet = Buffer.alloc(header.byteLength);
  header.stamp(packet, 0, 1, 2, false);
  return [(packet[1] ?? 0) & 0x7f, packet.readUInt32BE(8)];
}

describe('the headers of a stream', () => {
  test('are those agreed on for our encoder, and others for a profile that needs others', () => {
    const headers = new RtpHeaders(parameters);
    const [own, main] = [headers.of(frame()), headers.of(frame('4d40'))];
    expect([written(own.header), written(own.rtxHeader)]).toEqual([
      [108, 0x1111],
      [109, 0x2222],
    ]);
    expect([written(main.header), written(main.rtxHeader)]).toEqual([
      [116, 0x1111],
      [117, 0x2222],
    ]);
    expect(written(headers.of(frame('42c0')).header)).toEqual([108, 0x1111]);
  });

  test('carry what a viewer knows the stream by until it has confirmed it, whatever the profile', () => {
    const headers = new RtpHeaders(parameters);
    for (const profile of [undefined, '4d40']) {
      expect(headers.of(frame(profile)).header.byteLength).toBeGreaterThan(12);
    }
    headers.confirm();
    for (const profile of [undefined, '4d40']) expect(headers.of(frame(profile)).header.byteLength).toBe(12);
  });

  test('are made once for each payload type', () => {
    const headers = new RtpHeaders(parameters);
    expect(headers.of(frame('4d40')).header).toBe(headers.of(frame('4d40')).header);
  });

  test('are none for repeats where the viewer knows no stream of them', () => {
    const { rtx: _, ...withoutRtx } = parameters;
    expect(new RtpHeaders(withoutRtx).of(frame('4d40')).rtxHeader).toBeUndefined();
  });
});
