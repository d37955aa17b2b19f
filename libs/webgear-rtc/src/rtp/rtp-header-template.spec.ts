import { describe, expect, test } from '@jest/globals';
import { RtpHeaderTemplate } from './rtp-header-template.js';

describe('the RTP header template', () => {
  test('writes the twelve bytes of RFC 3550', () => {
    const header = new RtpHeaderTemplate(96, 0xdeadbeef).stamp(0x1234, 0x89abcdef, false);
    expect(header.toString('hex')).toBe('8060123489abcdefdeadbeef');
  });

  test('sets the marker bit beside the payload type', () => {
    const header = new RtpHeaderTemplate(127, 1).stamp(0, 0, true);
    expect(header[1]).toBe(0xff);
  });

  test('sets the extension bit and appends the block', () => {
    const extensions = [{ id: 3, data: Buffer.from('v') }];
    const header = new RtpHeaderTemplate(96, 1, extensions).stamp(0, 0, false);
    expect(header[0]).toBe(0x90);
    expect(header.subarray(12).toString('hex')).toBe('bede000130760000');
  });

  test('gives every packet a header of its own', () => {
    const template = new RtpHeaderTemplate(96, 1);
    const first = template.stamp(1, 10, false);
    const bytes = first.toString('hex');
    template.stamp(2, 20, true);
    expect(first.toString('hex')).toBe(bytes);
  });
});
