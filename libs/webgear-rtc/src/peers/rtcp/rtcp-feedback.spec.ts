import { describe, expect, test } from '@jest/globals';
import { encodeBitrateNotification } from './bitrate-feedback.js';
import { isTransportFeedback, parseRtcpFeedback, type RtcpFeedback } from './rtcp-feedback.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (...packets: string[]): RtcpFeedback[] => [...parseRtcpFeedback(hex(packets.join('')))];

const receiverReport = '81c9 0007 00000001' + '00001111 40 000005 00012345 00000010 abcd1234 00008000';
const nack = '81cd 0003 00000001 00001111 000a 0005';
const pli = '81ce 0002 00000001 00001111';
const fir = '84ce 0004 00000001 00000000 00001111 07000000';
const bye = '81cb 0001 00000001';

describe('what a viewer reports', () => {
  test('a receiver report says what was lost and when our report came', () => {
    expect(read(receiverReport)).toEqual([
      {
        kind: 'report',
        block: {
          ssrc: 0x1111,
          fractionLost: 0.25,
          packetsLost: 5,
          lastSenderReport: 0xabcd1234,
          delaySinceLastSenderReport: 0x8000,
        },
      },
    ]);
  });

  test('so does a sender report of a viewer that sends', () => {
    const senderReport = `81c8 000c 00000001 ${'00'.repeat(20)} ${receiverReport.slice(18)}`;
    expect(read(senderReport)).toEqual(read(receiverReport));
  });

  test('a NACK names a packet and those of the 16 after it whose bit is set, across the wrap', () => {
    expect(read(nack)).toEqual([{ kind: 'nack', ssrc: 0x1111, sequenceNumbers: [10, 11, 13] }]);
    expect(read('81cd 0003 00000001 00001111 ffff 8001')).toEqual([
      { kind: 'nack', ssrc: 0x1111, sequenceNumbers: [0xffff, 0, 15] },
    ]);
  });

  test.each([
    ['PLI', pli],
    ['FIR', fir],
  ])('%s asks for a key frame', (_name, packet) => {
    expect(read(packet)).toEqual([{ kind: 'key-frame-request', ssrc: 0x1111 }]);
  });

  test('an extended report says the viewer’s time, whatever else is in it', () => {
    const reference = '04 00 0002 01234567 89abcdef';
    const lastTime = { kind: 'reference-time', reference: { ssrc: 1, middleBits: 0x456789ab } };
    expect(read(`80cf 0004 00000001 ${reference}`)).toEqual([lastTime]);
    expect(read(`80cf 0007 00000001 01 00 0002 00000000 00000000 ${reference}`)).toEqual([lastTime]);
  });

  test.each([
    ['nothing', '80cf 0001 00000001'],
    ['less than it says', '80cf 0003 00000001 04 00 0002 01234567'],
    ['a time of another length', '80cf 0003 00000001 04 00 0001 01234567'],
  ])('an extended report that has %s says nothing', (_name, packet) => {
    expect(read(packet)).toEqual([]);
  });

  test('transport-wide feedback is passed on as it came, header included, not copied', () => {
    const packet = '8fcd 0005 00000001 00001111 00010001 00000001 20010400';
    const compound = hex(`${pli}${packet}${pli}`);
    const [, feedback] = [...parseRtcpFeedback(compound)];
    if (feedback?.kind !== 'transport-feedback') throw new Error('there is none');
    expect(feedback.packet).toEqual(hex(packet));
    expect(feedback.packet.buffer).toBe(compound.buffer);
  });

  test.each([
    ['1,000 bit/s', '010003e8', 1_000],
    ['2 Mbit/s', '010fd090', 2_000_000],
    ['as much as can be written', '01ffffff', 2 ** 40],
  ])('REMB says %s', (_text, field, bitrateBps) => {
    const packet = `8fce 0005 00000001 00000000 52454d42 ${field} 00001111`;
    expect(read(packet)).toEqual([{ kind: 'receiver-estimate', bitrateBps }]);
  });

  test('TMMBR limits a stream, with the overhead it was counted with', () => {
    // Exponent 3, mantissa 100,000, overhead 40.
    const tuple = ((3 << 26) | (100_000 << 9) | 40) >>> 0;
    const limit = { requesterSsrc: 1, ssrc: 0x1111, bitrateBps: 800_000, tuple };
    expect(read(`83cd 0004 00000001 00000000 00001111 ${tuple.toString(16).padStart(8, '0')}`)).toEqual([
      { kind: 'bitrate-limit', limit },
    ]);
    expect(encodeBitrateNotification(limit).toString('hex')).toBe(
      `84cd0004${'00001111'}${'00000000'}${'00000001'}${tuple.toString(16).padStart(8, '0')}`,
    );
  });

  test('FIR names the stream in its entry, PLI in its header', () => {
    expect(read('84ce 0004 00000001 00000000 00002222 07000000')).toEqual([
      { kind: 'key-frame-request', ssrc: 0x2222 },
    ]);
    expect(read('81ce 0002 00000001 00002222')).toEqual([{ kind: 'key-frame-request', ssrc: 0x2222 }]);
  });

  test('BYE ends the session', () => {
    expect(read(bye)).toEqual([{ kind: 'bye' }]);
  });

  test('a compound packet says all of it, in order', () => {
    expect(read(receiverReport, nack, pli, bye).map(({ kind }) => kind)).toEqual([
      'report',
      'nack',
      'key-frame-request',
      'bye',
    ]);
  });

  test('a NACK does not read on into the packet behind it', () => {
    expect(read(nack, pli)).toEqual([
      { kind: 'nack', ssrc: 0x1111, sequenceNumbers: [10, 11, 13] },
      { kind: 'key-frame-request', ssrc: 0x1111 },
    ]);
  });

  test.each([
    ['transport-layer feedback of another format', '85cd 0003 00000001 00001111 00010001'],
    ['another application message', '8fce 0005 00000001 00000000 41424344 01000000 00001111'],
    ['a REMB cut short', '8fce 0003 00000001 00000000 52454d42'],
    ['a TMMBR without an entry', '83cd 0002 00000001 00000000'],
    ['a FIR without an entry', '84ce 0002 00000001 00000000'],
    ['feedback without a stream', '81ce 0001 00000001'],
    ['a NACK without a stream', '81cd 0001 00000001'],
    ['a source description', '81ca 0002 00000001 01016100'],
    ['a type nobody knows', '80ff 0001 00000001'],
  ])('%s is passed over', (_name, packet) => {
    expect(read(packet, pli)).toEqual([{ kind: 'key-frame-request', ssrc: 0x1111 }]);
  });
});

describe('what is no report', () => {
  test('a packet cut short ends the reading; what came before it counts', () => {
    const compound = hex(`${pli}${nack}`);
    for (let length = 12; length < compound.length; length++) {
      expect([...parseRtcpFeedback(compound.subarray(0, length))]).toEqual([
        { kind: 'key-frame-request', ssrc: 0x1111 },
      ]);
    }
  });

  test('more report blocks announced than there are bytes for are not invented', () => {
    expect(read(receiverReport.replace('81c9', '9fc9'))).toHaveLength(1);
  });

  test('another version ends the reading', () => {
    expect(read(pli.replace('81ce', '41ce'), pli)).toEqual([]);
  });

  test('a NACK that names half the number space is cut to what a second of video has', () => {
    const blocks = 'ffffffff'.repeat(350);
    const [feedback] = read(`81cd ${(352).toString(16).padStart(4, '0')} 00000001 00001111 ${blocks}`);
    expect(feedback?.kind === 'nack' && feedback.sequenceNumbers.length).toBe(1700);
  });
});

test.each([
  ['alone', '8fcd0002 00000001 00000002', true],
  ['with padding', 'afcd0002 00000001 00000002', true],
  ['in front of another packet', '8fcd0002 00000001 00000002 81c90001 00000001', false],
  ['longer than it is', '8fcd0003 00000001 00000002', false],
  ['of another format', '81cd0002 00000001 00000002', false],
  ['of another type', '8fce0002 00000001 00000002', false],
  ['cut short', '8fcd0001 00000001', false],
])('transport-wide feedback %s is read at once: %s → %s', (_what, hex, isIt) => {
  expect(isTransportFeedback(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBe(isIt);
});
