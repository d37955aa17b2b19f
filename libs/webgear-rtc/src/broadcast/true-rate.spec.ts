import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { h264ProfileOf } from '../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import { paintSlate } from '../pipeline/slate.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { resolveOptions } from '../options/resolve-options.js';
import { createVideoSource } from '../sources/create-video-source.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { SourceSupervisor } from '../sources/playback/source-supervisor.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createLocalStreamEngine } from './create-local-stream-engine.js';

const clock = new SystemCaptureClock();
const logger = { log: () => undefined, warn: () => undefined, error: () => undefined };
const KEY_FRAME_INTERVAL_MS = 1000;
/** Level 4.2: 1080p with 60 frames a second. */
const MOST_LEVEL_IDC = 42;

describe('a film', () => {
  test.each([
    ['of a thousand frames a second', ['-r', '1000'], []],
    ['that claims a thousand, and has 25', ['-r', '25'], ['-bsf:v', 'h264_metadata=tick_rate=2000']],
    ['that counts milliseconds', ['-r', '25'], ['-video_track_timescale', '1000']],
  ])('%s has key frames by time, and a level that browsers decode', async (_what, rate, output) => {
    await using folder = await temporaryFolder();
    const path = folder.file('film.mp4');
    const input = ['-f', 'lavfi', '-i', 'testsrc2=size=160x96:rate=25:duration=3', ...rate];
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', ...output];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...input, ...encode, path]);
    const { frames, levelIdc } = await play(path, 2500);
    const keysUs = frames.filter(({ keyFrame }) => keyFrame).map(({ captureTimeUs }) => captureTimeUs);
    expect(keysUs.length).toBeGreaterThanOrEqual(3);
    for (const [index, timeUs] of keysUs.entries()) {
      // From the first on, whenever the one before was. A frame later at most, on a machine that is busy.
      const lateMs = (timeUs - (keysUs[0] ?? 0)) / 1000 - index * KEY_FRAME_INTERVAL_MS;
      expect(lateMs).toBeGreaterThan(-10);
      expect(lateMs).toBeLessThan(400);
    }
    expect(levelIdc).toBeLessThanOrEqual(MOST_LEVEL_IDC);
    expect(frames.length).toBeLessThan(400);
    expect(h264ProfileOf(frames[0]?.data ?? Buffer.alloc(0))?.levelIdc).toBe(levelIdc);
  });
});

async function play(
  source: string,
  durationMs: number,
): Promise<{ frames: EncodedFrame[]; levelIdc: number }> {
  const [options] = resolveOptions({ source, keyFrameIntervalMs: KEY_FRAME_INTERVAL_MS }).streams.values();
  if (options === undefined) throw new Error('There is no stream.');
  const supervisor = new SourceSupervisor({
    source: createVideoSource({ source, clock }),
    clock,
    logger,
    paintSlate,
    loop: true,
    enableInfiniteFrames: false,
    stallTimeoutMs: 10_000,
    timeDelayMs: 0,
  });
  const stream = createLocalStreamEngine(options, new OnDemandCapture(supervisor, 0), clock, logger);
  const frames: EncodedFrame[] = [];
  const watching = stream.encodedFrames$('h264').subscribe((frame) => frames.push(frame));
  try {
    const levelIdc = await stream.h264LevelIdc(5000);
    // What is measured is the rate in true time, from FFmpeg's reader to the encoder.
    await clock.sleep(durationMs);
    return { frames, levelIdc };
  } finally {
    watching.unsubscribe();
    await stream.close();
  }
}
