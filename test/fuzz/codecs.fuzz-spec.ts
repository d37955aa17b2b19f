import { expect, test } from '@jest/globals';
import { Av1StreamInspector } from '../../libs/webgear-rtc/src/bitstream/av1-stream-inspector.js';
import { H265StreamInspector } from '../../libs/webgear-rtc/src/bitstream/h265-stream-inspector.js';
import { Vp9StreamInspector } from '../../libs/webgear-rtc/src/bitstream/vp9-stream-inspector.js';
import { Av1Payloader } from '../../libs/webgear-rtc/src/codecs/av1/av1-payloader.js';
import { maxPayloadBytes } from '../../libs/webgear-rtc/src/codecs/payloader.js';
import { H265Payloader } from '../../libs/webgear-rtc/src/codecs/h265/h265-payloader.js';
import { Vp9Payloader } from '../../libs/webgear-rtc/src/codecs/vp9/vp9-payloader.js';
import { fuzz } from './support/fuzz.js';

const size = { width: 320, height: 180 };
const bytes = (...hex: string[]): Buffer[] => hex.map((text) => Buffer.from(text.replaceAll(' ', ''), 'hex'));

function checkSizes(payloads: readonly Buffer[]): void {
  const tooLong = payloads.find(({ length }) => length > maxPayloadBytes || length === 0);
  if (tooLong !== undefined) throw new Error(`A payload has ${tooLong.length} bytes.`);
}

test('VP9 of whatever form is cut into payloads', async () => {
  const payloader = new Vp9Payloader();
  const inspector = new Vp9StreamInspector(size, undefined);
  const fuzzing = fuzz({
    name: 'vp9',
    samples: bytes('82498342 204ff02cf0 a1b2c3', '86000000 0102', '88', 'b2498342 404ff02cf0 00'),
    feed: (input) => {
      inspector.inspect(input);
      checkSizes(payloader.payload(input));
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 120_000);

test('AV1 of whatever form is cut into payloads, or left out', async () => {
  const payloader = new Av1Payloader();
  const inspector = new Av1StreamInspector(size, Buffer.alloc(0));
  const fuzzing = fuzz({
    name: 'av1',
    samples: bytes(
      '1200 0a0a00000004 3cffbc3bf2b0 3203010203',
      '1200 36200101 34200a0b',
      '3280010102',
      '0a0b00',
    ),
    feed: (input) => {
      new Av1StreamInspector(size, input).inspect(input);
      checkSizes(payloader.payload(inspector.inspect(input)?.data ?? input));
      checkSizes(payloader.payload(input));
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 120_000);

test('H.265 of whatever form is cut into payloads, or left out', async () => {
  const payloader = new H265Payloader();
  const inspector = new H265StreamInspector(Buffer.alloc(0), false);
  const fuzzing = fuzz({
    name: 'h265',
    samples: bytes(
      '0000000140010c01ffff01600000030090000003000003003cba0240 0000000142010101600000030090000003000003003ca00a080c1f3e5ba4' +
        'a4c2e68080000003008000000c84000000001 4401c0718312 00000001 2601aabbcc',
      '000001460110 000001 0201d0 000001 4c01ff 0000014e01 0000014a01',
      '00000102',
    ),
    feed: (input) => {
      new H265StreamInspector(input, false).inspect(input);
      checkSizes(payloader.payload(inspector.inspect(input)?.data ?? input));
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 120_000);
