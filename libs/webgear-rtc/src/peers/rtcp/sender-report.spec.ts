import { expect, test } from '@jest/globals';
import { RtcpPacketConverter, RtcpSourceDescriptionPacket, RtcpSrPacket } from 'werift';
import { encodeBye, encodeReferenceTimeEcho, encodeSenderReport } from './sender-report.js';

const report = {
  ssrc: 0xcafebabe,
  ntpSeconds: 0xe1234567,
  ntpFraction: 0x80000000,
  rtpTimestamp: 0xffff0000,
  packetsSent: 2 ** 32 + 7,
  bytesSent: 1_000_000,
  cname: 'a name',
};

test('another implementation reads a sender report and the name behind it', () => {
  const [senderReport, description, ...rest] = RtcpPacketConverter.deSerialize(encodeSenderReport(report));
  if (!(senderReport instanceof RtcpSrPacket)) throw new Error('It is no sender report');
  if (!(description instanceof RtcpSourceDescriptionPacket)) throw new Error('It names nobody');
  expect(senderReport.ssrc).toBe(report.ssrc);
  expect(senderReport.senderInfo.ntpTimestamp).toBe(0xe123456780000000n);
  expect(senderReport.senderInfo.rtpTimestamp).toBe(report.rtpTimestamp);
  // Counters have 32 bits and start again.
  expect(senderReport.senderInfo.packetCount).toBe(7);
  expect(senderReport.senderInfo.octetCount).toBe(1_000_000);
  expect(description.chunks[0]).toMatchObject({ source: report.ssrc, items: [{ type: 1, text: 'a name' }] });
  expect(rest).toEqual([]);
});

test.each(['', 'a', 'ab', 'abc', 'abcd'])('the name "%s" ends with a zero on a 32-bit boundary', (cname) => {
  const compound = encodeSenderReport({ ...report, cname });
  expect(compound.length % 4).toBe(0);
  expect(compound.readUInt16BE(30)).toBe((compound.length - 28) / 4 - 1);
  expect(compound.at(-1)).toBe(0);
});

test('BYE is a compound packet that begins with a report', () => {
  const bye = encodeBye(0xcafebabe, 'ab');
  expect(bye.subarray(0, 8).toString('hex')).toBe('80c90001cafebabe');
  expect(bye.subarray(-8).toString('hex')).toBe('81cb0001cafebabe');
});

test('the echo of a viewer’s time is the block of RFC 3611, 4.5', () => {
  const echo = encodeReferenceTimeEcho(0xcafebabe, { ssrc: 1, middleBits: 0x456789ab });
  expect(echo.toString('hex')).toBe('80cf0005cafebabe' + '05000003' + '00000001' + '456789ab' + '00000000');
});
