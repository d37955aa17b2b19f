import { describe, expect, test } from '@jest/globals';
import { nalUnitType, splitAnnexB } from './annex-b.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const split = (text: string): string[] => splitAnnexB(hex(text)).map((nalUnit) => nalUnit.toString('hex'));

describe('splitAnnexB', () => {
  test('accepts start codes of three and four bytes', () => {
    expect(split('00000001 6742 000001 68ce 00000001 65aabb')).toEqual(['6742', '68ce', '65aabb']);
  });

  test('drops trailing zeros', () => {
    expect(split('000001 41aa 000000 000001 41bb 0000')).toEqual(['41aa', '41bb']);
  });

  test('keeps escaped zeros inside a NAL unit', () => {
    expect(split('000001 65 000003 01 0000 03 02')).toEqual(['650000030100000302']);
  });

  test('ignores data before the first start code', () => {
    expect(split('ffff 000001 65aa')).toEqual(['65aa']);
  });

  test.each(['', '65aabb', '000001', '000001 000001', '000001 0000'])('finds no NAL unit in "%s"', (text) => {
    expect(split(text)).toEqual([]);
  });

  test('shares memory with the stream', () => {
    const stream = hex('000001 65aabb');
    const [nalUnit] = splitAnnexB(stream);
    expect(nalUnit?.buffer).toBe(stream.buffer);
  });
});

test('nalUnitType is the low five bits, for any nal_ref_idc', () => {
  expect([hex('67'), hex('07'), hex('e7'), hex('')].map(nalUnitType)).toEqual([7, 7, 7, 0]);
});
