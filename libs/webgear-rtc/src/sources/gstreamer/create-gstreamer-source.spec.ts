import { afterEach, describe, expect, it } from '@jest/globals';
import { NativeScaler } from '../../ffmpeg/scale/native-scaler.js';
import { paintOver } from '../../ffmpeg/pixels/planar-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

const clock = new SystemCaptureClock();

/** Luma at the left and the right edge, equal in all rows of the upper half, which has vertical bars. */
async function lumaColumns(shown: VideoFrame): Promise<unknown[]> {
  const scaler = await NativeScaler.create();
  const columns = [new Set<number>(), new Set<number>()];
  try {
    using fitted = await scaler.fit(shown, shown.width - (shown.width % 2), 48);
    paintOver(fitted, (luma) => {
      for (let row = 2; row < 24; row++) {
        columns[0]?.add(luma.data[row * luma.stride + 2] ?? 0);
        columns[1]?.add(luma.data[row * luma.stride + luma.width - 3] ?? 0);
      }
    });
  } finally {
    scaler.close();
  }
  return columns.map((values) => [...values]);
}

const whiteBar = [expect.closeTo(180, -0.7)];
const blueBar = [expect.closeTo(35, -0.7)];

describe('a pipeline of GStreamer', () => {
  let source: VideoSource;

  afterEach(() => source.close());

  function open(pipeline: string): Promise<VideoSourceInfo> {
    source = createVideoSource({ source: pipeline, clock });
    return source.open(new AbortController().signal);
  }

  it.each([
    [64, 48],
    [66, 50],
    [67, 51],
  ])('has frames of %d x %d with correct colours', async (width, height) => {
    const caps = `video/x-raw, width=${width}, height=${height}, framerate=20/1`;
    const pipeline = `videotestsrc pattern=smpte75 num-buffers=3 ! "${caps}" ! videoconvert ! appsink`;
    await expect(open(pipeline)).resolves.toEqual({ width, height, framerate: 20, live: true });
    let count = 0;
    for await (const frame of source.frames()) {
      using shown = frame;
      expect([shown.width, shown.height, shown.pixelFormat]).toEqual([width, height, 'yuyv422']);
      expect(await lumaColumns(shown)).toEqual([whiteBar, blueBar]);
      count++;
    }
    // Frames may be skipped for newer ones.
    expect(count).toBeGreaterThanOrEqual(1);
  });

  it('keeps its pace, with times of the capture clock', async () => {
    await open('videotestsrc num-buffers=30 ! video/x-raw,width=64,height=48,framerate=20/1 ! appsink');
    const times: number[] = [];
    for await (const frame of source.frames()) {
      expect(frame.captureTimeUs).toBeLessThanOrEqual(clock.nowUs());
      times.push(frame.captureTimeUs);
      frame.close();
    }
    const lastedMs = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(lastedMs).toBeGreaterThan(900);
  });

  it('may have a single element if the backend is set', async () => {
    source = createVideoSource({ source: 'videotestsrc num-buffers=1', backend: 'gstreamer', clock });
    await expect(source.open(new AbortController().signal)).resolves.toMatchObject({
      width: 320,
      height: 240,
    });
  });

  it.each([
    ['nosuchelement ! appsink', /no element "nosuchelement"/],
    ['filesrc location=/no/such.mp4 ! decodebin ! appsink', /Resource not found/],
    ['videotestsrc ! audioconvert ! appsink', /could not link/],
  ])('that cannot run (%s) fails with the reason', async (pipeline, reason) => {
    const error = await open(pipeline).catch((refusal: unknown) => refusal as Error);
    expect(error).toMatchObject({ code: 'WGR_SOURCE_FAILED', message: expect.stringMatching(reason) });
  });

  it('masks passwords', async () => {
    const opening = open('rtspsrc location=rtsp://me:geheim@127.0.0.1:1/ user-pw=geheim ! fakesink');
    await expect(opening).rejects.toThrow(/rtsp:\/\/\*\*\*@127/);
    await expect(opening).rejects.not.toThrow(/geheim/);
  });
});
