import { describe, expect, test } from '@jest/globals';
import { RtpHeaderTemplate } from './rtp-header-template.js';

function stamped(template: RtpHeaderTemplate, ...rest: [number, number, boolean, number?]): Buffer {
  const packet = Buffer.alloc(template.byteLength);
  template.stamp(packet, 0, ...rest);
  return packet;
}

describe('the RTP header template', () => {
  test('writes the twelve bytes of RFC 3550', () => {
    const header = stamped(new RtpHeaderTemplate(96, 0xdeadbeef), 0x1234, 0x89abcdef, false);
    expect(header.toString('hex')).toBe('8060123489abcdefdeadbeef');
  });

  test('sets the marker bit beside the payload type', () => {
    expect(stamped(new RtpHeaderTemplate(127, 1), 0, 0, true)[1]).toBe(0xff);
  });

  test('sets the extension bit and appends the block', () => {
    const header = stamped(
      new RtpHeaderTemplate(96, 1, { extensions: [{ id: 3, data: Buffer.from('v') }] }),
      0,
      0,
      false,
    );
    expect(header[0]).toBe(0x90);
    expect(header.subarray(12).toString('hex')).toBe('bede000130760000');
  });

  test('writes a transport-wide number into the first element, bit by bit', () => {
    const template = new RtpHeaderTemplate(96, 1, {
      extensions: [{ id: 4, data: Buffer.from('0') }],
      stamp: { id: 3, byteLength: 2 },
    });
    const header = stamped(template, 0x1234, 5, false, 0xfedc);
    expect(template.stampBytes).toBe(2);
    expect(header.toString('hex')).toBe(
      '9060123400000005' + '00000001' + 'bede0002' + '31fedc40' + '30000000',
    );
    expect(stamped(template, 0x1235, 5, false, 0x10000).subarray(16, 20).toString('hex')).toBe('31000040');
  });

  test('writes a send time of three bytes, with nothing beside it', () => {
    const template = new RtpHeaderTemplate(96, 1, { stamp: { id: 14, byteLength: 3 } });
    expect(stamped(template, 0, 0, false, 0x89abcd).subarray(12).toString('hex')).toBe('bede0001e289abcd');
  });

  test('sets the padding bit', () => {
    expect(stamped(new RtpHeaderTemplate(96, 1, { padded: true }), 0, 0, false)[0]).toBe(0xa0);
  });

  test('writes where it is told and nowhere else', () => {
    const packets = Buffer.alloc(40, 0xee);
    new RtpHeaderTemplate(96, 0xdeadbeef).stamp(packets, 14, 1, 2, false);
    const untouched = 'ee'.repeat(14);
    expect(packets.toString('hex')).toBe(`${untouched}8060000100000002deadbeef${untouched}`);
  });
});
