import { afterEach, describe, expect, it } from '@jest/globals';
import { setFfmpegLogListener } from '../../ffmpeg/ffmpeg-log.js';
import { loadNodeAv } from '../../ffmpeg/load-node-av.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { hardwareFamilies } from '../../options/hardware-encoding.js';
import { createVideoEncoder } from '../create-video-encoder.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { amf } from './families/amf.js';
import { nvenc } from './families/nvenc.js';
import { qsv } from './families/qsv.js';
import { v4l2m2m } from './families/v4l2m2m.js';
import { vaapi } from './families/vaapi.js';
import { hardwareRegistry } from './hardware-registry.js';
import { HardwareSelector } from './hardware-selector.js';

const settings = { width: 320, height: 180, framerate: 30, bitrateBps: 500_000 };

describe('the hardware encoders of FFmpeg', () => {
  afterEach(() => setFfmpegLogListener(undefined));

  it.each([
    ['linux', 'h264', ['h264_nvenc', 'h264_qsv', 'h264_vaapi', 'h264_amf', 'h264_v4l2m2m']],
    ['linux', 'vp8', ['vp8_vaapi', 'vp8_v4l2m2m']],
    ['win32', 'h264', ['h264_nvenc', 'h264_qsv', 'h264_amf']],
    ['darwin', 'h264', ['h264_videotoolbox']],
    ['freebsd', 'h264', []],
  ] as const)('are, on %s for %s, %j', (platform, codec, names) => {
    expect(hardwareRegistry(platform)(codec, 'auto').map(({ name }) => name)).toEqual(names);
  });

  it.each(hardwareFamilies)('are those of %s alone where it is asked for', (family) => {
    const names = (['linux', 'win32', 'darwin'] as const).flatMap((platform) =>
      hardwareRegistry(platform)('h264', family).map(({ name }) => name),
    );
    expect(new Set(names)).toEqual(new Set([`h264_${family}`]));
  });

  // A misspelt option would be ignored, and the encoder would hold frames back.
  it.each([nvenc, qsv, vaapi, amf, v4l2m2m].flatMap((family) => Object.values(family.encoders)))(
    'know the options that $encoder is opened with',
    async ({ encoder, options }) => {
      const av = await loadNodeAv();
      const codec = av.Codec.findEncoderByName(encoder as Parameters<typeof av.Codec.findEncoderByName>[0]);
      // This build of FFmpeg has those of its own platform alone.
      if (codec === null) return;
      const known = new Set([
        ...codec.getOptions().map(({ name }) => name),
        'profile',
        'level',
        'refs',
        'bf',
      ]);
      expect(Object.keys(options(settings)).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it('are looked for without a word in the log where there is no device', async () => {
    const lines: string[] = [];
    await setFfmpegLogListener((line) => lines.push(line));
    const candidates = hardwareRegistry()('h264', 'auto');
    const plausible = await Promise.all(candidates.map((candidate) => candidate.isPlausible()));
    const absent = candidates.filter((_, index) => plausible[index] === false);
    const selector = new HardwareSelector(() => absent, new VirtualCaptureClock());
    const reasons: string[] = [];
    const selected = await selector.open('h264', 'auto', settings, ({ reason }) => reasons.push(reason));
    expect(selected).toBeUndefined();
    expect(reasons).toEqual(absent.map(() => 'no device'));
    expect(lines).toEqual([]);
  });

  it('fail with a reason, and without a crash, where FFmpeg finds none', async () => {
    const candidates = hardwareRegistry('linux')('h264', 'auto').map((candidate) => ({
      ...candidate,
      isPlausible: () => Promise.resolve(true),
    }));
    const selector = new HardwareSelector(() => candidates, new SystemCaptureClock());
    const reasons: string[] = [];
    await using selected = (
      await selector.open('h264', 'auto', settings, ({ reason }) => reasons.push(reason))
    )?.encoder;
    // A machine with a GPU may have one that works.
    if (selected !== undefined) return;
    expect(reasons).toHaveLength(candidates.length);
    for (const reason of reasons) expect(reason).toMatch(/^(open the|find a|encode|allocate|no answer)/);
  });

  it('leave a stream to software where none works', async () => {
    const lines: string[] = [];
    const logger = { log: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };
    const hardware = { encoding: 'auto', streamName: 'front', logger } as const;
    await using encoder = await createVideoEncoder('h264', settings, hardware);
    for await (const frame of movingFrames({ ...settings, count: 2 })) {
      expect(await encoder.encode(frame, false)).toMatchObject({ codec: 'h264', width: 320 });
    }
    expect(lines).toHaveLength(1);
  });
});
