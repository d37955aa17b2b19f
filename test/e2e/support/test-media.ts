import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTestVideo, type TestVideoSettings } from './test-video.js';

/** A test video in a folder of its own, which goes with it. */
export interface TestMedia extends Disposable {
  readonly path: string;
  readonly settings: TestVideoSettings;
}

/** Writes the video most browser tests play: small enough for two cores to decode it three times over. */
export async function makeTestMedia(
  settings: TestVideoSettings = { width: 640, height: 360, framerate: 30, seconds: 10 },
): Promise<TestMedia> {
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-media-'));
  const path = join(folder, 'numbered.mp4');
  await writeTestVideo(path, settings);
  return { path, settings, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
