import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { codecs } from '../../libs/webgear-rtc/src/codecs/codecs.js';
import { createVideoEncoder } from '../../libs/webgear-rtc/src/encoder/create-video-encoder.js';
import type { VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { movingFrames } from '../../libs/webgear-rtc/src/testing/moving-frames.js';
import { FfmpegReceiver } from './support/ffmpeg-receiver.js';

const settings = { width: 640, height: 360, framerate: 30, bitrateBps: 3_000_000 };
const count = 30;

describe('FFmpeg, which receives RTP', () => {
  test.each<VideoCodec>(['h264', 'vp8', 'vp9', 'av1', 'h265'])(
    'decodes %s as if it came straight from the encoder',
    async (codec) => {
      const { rtpName, createPayloader } = codecs[codec];
      await using receiver = await FfmpegReceiver.open(rtpName);
      await using encoder = await createVideoEncoder(codec, settings);
      const payloader = createPayloader();
      const direct: string[] = [];
      const overRtp: string[] = [];
      let mostPayloads = 0;
      const receiving = (async () => {
        while (overRtp.length < count - 1) overRtp.push(await receiver.receive());
      })();
      for await (const frame of movingFrames({ ...settings, count })) {
        const encoded = await encoder.encode(frame, direct.length === 15);
        if (encoded === undefined) throw new Error('The encoder dropped a frame.');
        const payloads = payloader.payload(encoded.data);
        mostPayloads = Math.max(mostPayloads, payloads.length);
        await receiver.send(payloads, direct.length * 3000);
        direct.push(await receiver.decodeDirectly(encoded.data));
        await sleep(5);
      }
      await receiving;
      for (const digest of direct) expect(digest).toMatch(/^640x360 /);
      expect(overRtp).toEqual(direct.slice(0, count - 1));
      expect(mostPayloads).toBeGreaterThan(5);
    },
    20_000,
  );
});
