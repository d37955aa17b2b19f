import type { Backend } from '../options/backend.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { createVideoSource } from '../sources/create-video-source.js';
import type { VideoSource, VideoSourceInfo } from '../sources/video-source.interface.js';

/** What became of a source that was opened and read. */
export interface PlayedFrames extends VideoSourceInfo {
  /** How long it took to open, in milliseconds. */
  readonly openMs: number;
  readonly frames: number;
  /** What the source says of itself at its end. */
  readonly reconnects: VideoSource['reconnects'];
  /** Lines of the log at the level `debug`. */
  readonly debug: readonly string[];
}

/** Opens a source, reads frames as fast as it gives them, and closes it. Rejects with what the source rejects with. */
export async function playFrames(
  name: string,
  api: Backend,
  atMost = Number.POSITIVE_INFINITY,
): Promise<PlayedFrames> {
  const clock = new SystemCaptureClock();
  const debug: string[] = [];
  const logger = { debug: (line: string) => void debug.push(line), log() {}, warn() {}, error() {} };
  const source = createVideoSource({ source: name, api, clock, logger });
  const startUs = clock.nowUs();
  try {
    const info = await source.open(new AbortController().signal);
    const openMs = (clock.nowUs() - startUs) / 1000;
    let frames = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++frames === atMost) break;
    }
    return { ...info, openMs, frames, reconnects: source.reconnects ?? false, debug };
  } finally {
    await source.close();
  }
}
