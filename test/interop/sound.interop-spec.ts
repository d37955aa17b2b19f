import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { findAiortcPython, findWebRtcPython } from '../../tools/executables.mjs';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { RtspServer } from '../support/rtsp-server.js';
import { beepHz, writeFilm } from '../support/sound/film.mjs';
import { Firefox } from './support/firefox.js';
import { ReportingPage } from './support/reporting-page.js';

const run = promisify(execFile);
const scriptOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const codecs = ['vp8', 'h264'] as const;

interface Heard {
  /** Of the tone that is loudest. */
  readonly hz: number;
  readonly loudness: number;
  readonly frames: number;
}

async function listen(python: string | undefined, script: string, words: string[]): Promise<Heard> {
  if (python === undefined) throw new Error('A Python is missing: run `npm run setup:debian`');
  const { stdout } = await run(python, [scriptOf(script), ...words], { timeout: 60_000 });
  return JSON.parse(stdout) as Heard;
}

function expectTone({ hz, loudness }: { readonly hz: number; readonly loudness: number }): void {
  expect(Math.abs(hz - beepHz)).toBeLessThan(20);
  expect(loudness).toBeGreaterThan(0.3);
  expect(loudness).toBeLessThan(0.8);
}

describe('the sound of a film', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let host: HostApp;
  let withG711: HostApp;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFilm(folder.file('tone.mp4'), { seconds: 8, sound: 'tone' });
    await writeFilm(folder.file('tone.mkv'), { seconds: 8, sound: 'tone', codec: 'pcma' });
    const stream = { loop: true, frameSizeReduction: 50, codecs: [...codecs] };
    host = await HostApp.start({ ...stream, source: folder.file('tone.mp4') });
    withG711 = await HostApp.start({ ...stream, source: folder.file('tone.mkv') });
  }, 60_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await withG711?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  test.each(['audio,video', 'video,audio'])(
    'is played by an aiortc client that offers %s',
    async (kinds) => {
      const heard = await listen(findAiortcPython(), './aiortc-sound.py', [host.url, kinds]);
      expectTone(heard);
      expect(heard).toMatchObject({ frames: 15, sampleRateHz: 48_000, jumps: 0 });
    },
    90_000,
  );

  // Receivers hear each step that is not exactly that of a packet as a gap or an overlap.
  test.each([
    ['opus', 48_000, 2],
    ['l16', 44_100, 2],
    ['aac', 8000, 1],
  ] as const)(
    'of an RTSP camera with %s of %d Hz has no steps in its times',
    async (codec, sampleRateHz, channels) => {
      const film = folder.file(`${codec}.mkv`);
      await writeFilm(film, { seconds: 15, sound: 'tone', codec, sampleRateHz, channels });
      await using camera = await RtspServer.start('', '', codec, film);
      await using live = await HostApp.start({
        source: camera.url(),
        passthrough: 'never',
        codecs: [...codecs],
      });
      const heard = await listen(findAiortcPython(), './aiortc-sound.py', [live.url, 'audio,video']);
      expectTone(heard);
      expect(heard).toMatchObject({ frames: 15, jumps: 0 });
    },
    90_000,
  );

  test.each(['opus,video', 'video,opus'])(
    'is played by a GStreamer pipeline that offers %s',
    async (sections) => {
      const heard = await listen(findWebRtcPython(), './gstreamer/listener.py', [host.url, sections]);
      expectTone(heard);
      expect(heard).toMatchObject({ codec: 'OPUS' });
      expect(heard.frames).toBeGreaterThanOrEqual(15);
    },
    90_000,
  );

  test('is given as the G.711 that the film has to a GStreamer pipeline that has no Opus', async () => {
    const heard = await listen(findWebRtcPython(), './gstreamer/listener.py', [withG711.url, 'video,pcma']);
    expectTone(heard);
    expect(heard).toMatchObject({ codec: 'PCMA' });
  }, 90_000);

  test('is played by Firefox', async () => {
    using page = await ReportingPage.start(host.url);
    await using _firefox = new Firefox(page.url);
    // A browser that is starved for a moment conceals much; one that cannot read the stream conceals all the time.
    let before = { samples: 0, concealed: 0 };
    const report = await eventually(
      () => page.report,
      (seen) => {
        const { samples = 0, concealed = 0 } = seen?.sound ?? {};
        const passed = samples - before.samples;
        if (passed < 2 * 48_000) return false;
        const isClean = concealed - before.concealed < 0.1 * passed;
        before = { samples, concealed };
        return isClean && (seen?.frames ?? 0) >= 15;
      },
      60_000,
    );
    expect(report).toMatchObject({ problems: [], sound: { codec: 'audio/opus' } });
    // Half the full scale, of a sine.
    expect(report?.sound?.level).toBeCloseTo(0.5 * Math.SQRT1_2, 1);
  }, 150_000);
});
