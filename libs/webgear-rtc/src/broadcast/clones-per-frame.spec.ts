import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { NativeVideoFrame } from '../ffmpeg/native-video-frame.js';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { resolveOptions } from '../options/resolve-options.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { FakeFrameCapture } from '../testing/fake-frame-capture.js';
import { createLocalStreamEngine } from './create-local-stream-engine.js';

const clock = new SystemCaptureClock();
const logger = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** One for each queue that a frame waits in: before the stages, and before the encoder. */
const MOST_CLONES = 2;

describe('a frame from its source to the encoder', () => {
  let clone: jest.Spied<NativeVideoFrame['clone']>;

  beforeEach(() => {
    clone = jest.spyOn(NativeVideoFrame.prototype, 'clone');
  });
  afterEach(() => clone.mockRestore());

  async function clonesOfOne(codec: VideoCodec): Promise<number> {
    const [options] = resolveOptions({
      source: 'camera.mp4',
      frameSizeReduction: 0,
      passthrough: 'never',
    }).streams.values();
    if (options === undefined) throw new Error('There is no stream.');
    const capture = new FakeFrameCapture();
    const stream = createLocalStreamEngine(options, new OnDemandCapture(capture, 0), clock, logger);
    let encoded: () => void = () => undefined;
    const watching = stream.encodedFrames$(codec).subscribe(() => encoded());
    try {
      for (let frame = 0; frame < 3; frame++) {
        clone.mockClear();
        const done = new Promise<void>((resolve) => (encoded = resolve));
        capture.deliver(await paintFrame(64, 48, clock.nowUs(), (...planes) => planes[0].data.fill(90)));
        await done;
      }
      return clone.mock.calls.length;
    } finally {
      watching.unsubscribe();
      await stream.close();
    }
  }

  test.each(['h264', 'vp8'] as const)('is cloned no more than it must be, for %s', async (codec) => {
    expect(await clonesOfOne(codec)).toBeLessThanOrEqual(MOST_CLONES);
  });
});
