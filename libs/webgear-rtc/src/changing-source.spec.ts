import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { tap } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { h264ProfileOf } from './bitstream/h264-parameter-sets.js';
import { parseH264Sps } from './bitstream/h264-sps.js';
import { makeVideoFile } from './testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

const size = { width: 320, height: 180 };
const baseline = { profile: 'baseline', level: '3.1', sc_threshold: '0' };

describe('H.264 that changes in mid-stream', () => {
  let folder: TemporaryFolder;
  let host: CaptureHost | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await makeChangingFiles();
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    host = undefined;
  });

  /** Two seconds of one encoder after the other. */
  async function makeChangingFiles(): Promise<void> {
    const part = { ...size, framerate: 25, seconds: 2 };
    const parts = [
      { ...part, encoderOptions: { ...baseline, g: '25' } },
      { ...part, encoderOptions: { profile: 'high', bf: '2', g: '25' } },
      { ...part, width: 160, height: 90, encoderOptions: { profile: 'main', bf: '0', g: '25' } },
      { ...part, encoderOptions: { profile: 'high', bf: '0', g: '25', 'x264-params': 'tff=1' } },
      { ...part, encoderOptions: { ...baseline, g: '25' } },
    ];
    const names = parts.map((_, index) => folder.file(`part-${index}.ts`));
    await Promise.all(parts.map((options, index) => makeVideoFile(names[index] ?? '', options)));
    const bytes = await Promise.all(names.map((name) => readFile(name)));
    await writeFile(folder.file('changing.ts'), Buffer.concat(bytes));
    // The same without a word about B-frames: they show when they come.
    const sudden = Buffer.concat([
      bytes[0] ?? Buffer.alloc(0),
      withoutUsability(bytes[1] ?? Buffer.alloc(0)),
    ]);
    await writeFile(folder.file('sudden.ts'), sudden);
    const entries = names.map((name) => `#EXTINF:2,\n${name}`).join('\n#EXT-X-DISCONTINUITY\n');
    const head = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD\n';
    await writeFile(folder.file('changing.m3u8'), `${head}${entries}\n#EXT-X-ENDLIST\n`);
  }

  async function start(file: string): Promise<WebGearRtcService> {
    const source = folder.file(file);
    host = await CaptureHost.start({ source, frameSizeReduction: 0, enableInfiniteFrames: false });
    return host.app.get(WebGearRtcService);
  }

  it.each(['changing.ts', 'changing.m3u8'])(
    'is asked again at every key frame whether it can pass: profile, B-frames, fields, size (%s)',
    async (file) => {
      const service = await start(file);
      const seen: { passed: boolean; profile: string | undefined; width: number; atUs: number }[] = [];
      const frames$ = service.encodedFrames$('h264').pipe(
        tap(({ data, keyFrame, width, captureTimeUs }) => {
          if (!keyFrame) return;
          const passed = service.stats().renditions[0]?.passthrough === true;
          seen.push({ passed, profile: h264ProfileOf(data)?.profile, width, atUs: captureTimeUs });
        }),
      );
      const watching = frames$.subscribe();
      await host?.whenState('ended');
      watching.unsubscribe();
      const parts = seen.filter(
        ({ passed, width }, at) =>
          at === 0 || passed !== seen[at - 1]?.passed || width !== seen[at - 1]?.width,
      );
      expect(parts.map(({ passed, width }) => `${passed ? 'as it came' : 'encoded'}, ${width} wide`)).toEqual(
        [
          'as it came, 320 wide',
          'encoded, 320 wide',
          'as it came, 160 wide',
          'encoded, 320 wide',
          'as it came, 320 wide',
          // The End.
          'encoded, 320 wide',
        ],
      );
      expect(parts[0]?.profile).toBe('42c0');
      // Each part has two seconds, and is served within one of its beginning.
      const [firstUs = 0, encodedUs = 0, smallUs = 0, fieldsUs = 0, lastUs = 0] = parts.map(
        ({ atUs }) => atUs,
      );
      for (const [index, atUs] of [encodedUs, smallUs, fieldsUs, lastUs].entries()) {
        const dueMs = (index + 1) * 2000;
        expect((atUs - firstUs) / 1000 - dueMs).toBeGreaterThan(-200);
        expect((atUs - firstUs) / 1000 - dueMs).toBeLessThan(1000);
      }
    },
    40_000,
  );

  it('is encoded from its first B-frame on, in the middle of a GOP, where it did not say that it has some', async () => {
    const service = await start('sudden.ts');
    const kinds: boolean[] = [];
    const watching = service
      .encodedFrames$('h264')
      .subscribe(() => kinds.push(service.stats().renditions[0]?.passthrough === true));
    await host?.whenState('ended');
    watching.unsubscribe();
    const passed = kinds.lastIndexOf(true) + 1;
    expect(kinds.indexOf(false)).toBe(passed);
    // 50 frames of the first part, and those before the first B-frame.
    expect(passed).toBeGreaterThan(50);
    expect(passed).toBeLessThan(60);
    // Most of the other part, and the slate.
    expect(kinds.length - passed).toBeGreaterThan(35);
  }, 30_000);
});

/** A TS file whose SPS say nothing of how they are used, and so nothing of reordered frames. */
function withoutUsability(file: Buffer): Buffer {
  const changed = Buffer.from(file);
  const startCode = Buffer.from([0, 0, 1, 0x67]);
  for (let at = changed.indexOf(startCode); at !== -1; at = changed.indexOf(startCode, at + 4)) {
    const end = changed.indexOf(Buffer.from([0, 0, 1]), at + 4);
    const sps = changed.subarray(at + 3, end);
    const whole = parseH264Sps(sps);
    const bits = [...sps].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const forms = Array.from({ length: bits.length - 2 }, (_, flag) => {
      const form = `${bits.slice(0, flag)}01`.padEnd(bits.length, '0');
      return Buffer.from((form.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
    });
    const wanted = { ...whole, maxReorderFrames: undefined };
    forms.find((form) => isDeepStrictEqual(parseH264Sps(form), wanted))?.copy(sps);
  }
  return changed;
}
