import { describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { transportSequenceStamp } from './packet-stamp.js';
import { RtpClock } from './rtp-clock.js';
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

const frame = (h264Profile?: string, captureTimeUs = 0): PacketizedFrame => ({
  codec: 'h264',
  keyFrame: true,
  captureTimeUs,
  rtpTimestamp: 0,
  payloads: [],
  batches: [],
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

function hex(header: RtpHeaderTemplate): string {
  const packet = Buffer.alloc(header.byteLength);
  header.stamp(packet, 0, 1, 2, false);
  return packet.toString('hex');
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

  test('carry the capture time once a second, to a viewer that asked for it', () => {
    const clock = new RtpClock(0, 0);
    const headers = new RtpHeaders({ ...parameters, captureTime: { id: 9, clock } });
    headers.confirm();
    const headerAt = (captureTimeUs: number): string =>
      hex(headers.of(frame(undefined, captureTimeUs)).header);
    // One element of 16 bytes under that id: seconds since 1900, half a second, and no offset.
    const said = (seconds: string) => `bede00059f${seconds}80000000${'00'.repeat(8)}000000`;
    expect(headerAt(500_000).slice(24)).toBe(said('83aa7e80'));
    expect(headerAt(533_333)).toHaveLength(24);
    expect(headerAt(1_499_999)).toHaveLength(24);
    expect(headerAt(1_500_000).slice(24)).toBe(said('83aa7e81'));
    expect(headerAt(1_533_333)).toHaveLength(24);
  });

  test('keep what the viewer knows the stream by beside the time', () => {
    const headers = new RtpHeaders({ ...parameters, captureTime: { id: 9, clock: new RtpClock(0, 0) } });
    expect(hex(headers.of(frame('4d40')).header).slice(24)).toMatch(/^bede000540309f83aa7e80/);
    expect(written(headers.of(frame('4d40', 1_000_000)).header)).toEqual([116, 0x1111]);
  });

  describe('with a value for each packet', () => {
    const stamp = transportSequenceStamp(3, { next: () => 0 });
    const stampedParameters = { ...parameters, stamp };

    test('keep it when the viewer has confirmed the stream', () => {
      const headers = new RtpHeaders(stampedParameters);
      expect(hex(headers.of(frame()).header).slice(24)).toBe('bede000231000040' + '30000000');
      headers.confirm();
      expect(hex(headers.of(frame()).header).slice(24)).toBe('bede000131000000');
    });

    test('have it in retransmissions, padding and frames that say their capture time', () => {
      const clock = new RtpClock(0, 0);
      const headers = new RtpHeaders({ ...stampedParameters, captureTime: { id: 9, clock } });
      const { header, rtxHeader } = headers.of(frame());
      for (const each of [header, rtxHeader, headers.padding]) {
        expect(each?.stampBytes).toBe(2);
        expect(each && hex(each).slice(32, 38)).toBe('310000');
      }
    });

    test('do without it where a payload type has no retransmission stream', () => {
      const headers = new RtpHeaders({
        ...stampedParameters,
        formatFor: (profile) => (profile === '4d40' ? { payloadType: 116 } : undefined),
      });
      const { header, rtxHeader } = headers.of(frame('4d40'));
      expect([header.stampBytes, rtxHeader]).toEqual([0, undefined]);
      expect(headers.of(frame()).header.stampBytes).toBe(2);
    });
  });

  test('are none for repeats where the viewer knows no stream of them', () => {
    const { rtx: _, ...withoutRtx } = parameters;
    expect(new RtpHeaders(withoutRtx).of(frame('4d40')).rtxHeader).toBeUndefined();
  });
});
