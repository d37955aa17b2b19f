import { describe, expect, test } from '@jest/globals';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { decodeSentFrames } from './support/decode-sent-frames.js';
import { medianRtpStepMs, rtpOrderFaults, rtpSpanMs } from './support/check-rtp-time.js';
import { GeneratedInputs } from './support/generated-inputs.js';
import { MatrixHost } from './support/matrix-host.js';
import type { SentFrame } from './support/observed-stream.js';

const seconds = 3;
const framerate = 25;
const leastFrames = 60;

const inputs: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'MP4 · H.264 baseline': [
    'a.mp4',
    '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p',
  ],
  'MP4 · H.264 high with B-frames': [
    'b.mp4',
    '-c:v libx264 -preset veryfast -profile:v high -bf 3 -g 25 -pix_fmt yuv420p',
  ],
  'MPEG-TS · MPEG-2': ['c.ts', '-c:v mpeg2video -b:v 2M -bf 2'],
  'WebM · VP9': ['d.webm', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M'],
};

const combinations = ([false, 1] as const).flatMap((threads) =>
  (['h264', 'vp8'] as const).map((codec) => [threads, codec] as const),
);

/** As the stream looked to the network: what came over it, as the other checks take it. */
function toSentFrames(viewer: NativeViewer): SentFrame[] {
  return viewer
    .frames()
    .map(({ keyFrame, rtpTimestamp, data }) => ({ wallMs: 0, slate: false, keyFrame, rtpTimestamp, data }));
}

async function watch(host: MatrixHost, streamName: string, codec: 'h264' | 'vp8'): Promise<string[]> {
  await using viewer = new NativeViewer([codec]);
  await viewer.connect((sdp) => postOffer(`${host.url}${streamName}/`, sdp));
  await viewer.waitForFrames(leastFrames, 30_000);
  const frames = toSentFrames(viewer);
  const faults = rtpOrderFaults(frames);
  // From the second second on: a stream that opens beside others may start late, and then goes on from there.
  const steady = frames.slice(framerate);
  const spanMs = ((steady.length - 1) * 1000) / framerate;
  if (Math.abs(rtpSpanMs(steady) - spanMs) > 300)
    faults.push(`RTP time spans ${rtpSpanMs(steady)} ms instead of ${spanMs} ms`);
  if (Math.abs(medianRtpStepMs(frames) - 1000 / framerate) > 4)
    faults.push(`RTP time between frames is ${medianRtpStepMs(frames)} ms`);
  const { width, height, frames: decoded } = await decodeSentFrames(codec, frames);
  if (width !== 160 || height !== 120) faults.push(`size ${width}x${height}`);
  if (decoded < frames.length) faults.push(`${decoded} of ${frames.length} frames decode`);
  return faults;
}

describe('a receiver of WebRTC', () => {
  test.each(combinations)(
    'gets frames of every source in order and on time (threads: %s, %s)',
    async (threads, codec) => {
      using generated = new GeneratedInputs();
      const names = Object.keys(inputs);
      const sources = await Promise.all(
        Object.values(inputs).map(([file, words]) => generated.clip({ file, words, seconds })),
      );
      const streams = sources.map(
        (source, index) => [`row${index}`, { source, frameSizeReduction: 0, loop: true }] as const,
      );
      await using host = await MatrixHost.start(Object.fromEntries(streams), threads);
      const faults = await Promise.all(sources.map((_source, index) => watch(host, `row${index}`, codec)));
      expect(Object.fromEntries(names.map((name, index) => [name, faults[index]]))).toEqual(
        Object.fromEntries(names.map((name) => [name, []])),
      );
    },
    60_000,
  );
});
