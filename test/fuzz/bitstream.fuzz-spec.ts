import { expect, test } from '@jest/globals';
import { AccessUnitSplitter } from '../../libs/webgear-rtc/src/bitstream/access-unit-splitter.js';
import {
  H264ParameterSets,
  h264ProfileOf,
  isH264KeyFrame,
} from '../../libs/webgear-rtc/src/bitstream/h264-parameter-sets.js';
import { H264StreamInspector } from '../../libs/webgear-rtc/src/bitstream/h264-stream-inspector.js';
import { H264Payloader } from '../../libs/webgear-rtc/src/codecs/h264/h264-payloader.js';
import { fuzz } from './support/fuzz.js';

/** Heads of Constrained Baseline and High, as x264 writes them, and frames of a few bytes. */
const samples = [
  '0000000167 42c01fd9 00f0044fcb08000003000800000301e478c1924000000001 68cb83cb20 00000165 888400ffe3',
  '0000000167 64001fac d9405005bb011000000300100000030 3c0f1831960 0000000168 ebe3cb22c0 00000165 8884002fff',
  '00000109f0 0000000141 9a2468 0000010c ffff80 00000141 9e42',
].map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'));

test('H.264 of whatever form is cut into frames, or left out', async () => {
  const splitter = new AccessUnitSplitter();
  const parameterSets = new H264ParameterSets();
  const inspector = new H264StreamInspector();
  const payloader = new H264Payloader();
  const fuzzing = fuzz({
    name: 'bitstream',
    samples,
    feed: (input) => {
      for (const unit of [...splitter.push(input), input]) {
        const data = parameterSets.complete(unit, isH264KeyFrame(unit), 31);
        h264ProfileOf(data);
        inspector.inspect(data);
        payloader.payload(data);
      }
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 120_000);
