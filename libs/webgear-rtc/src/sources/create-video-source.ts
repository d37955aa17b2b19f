import { maskCredentials } from '../ffmpeg/mask-credentials.js';
import type { MediaInputRequest } from '../ffmpeg/media-input-request.interface.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import { cameraRequest, screenRequest, type CaptureWishes } from './capture-device-request.js';
import { fileUrl, firstNumberOf } from './local-file.js';
import { MediaVideoSource } from './media-video-source.js';
import { networkRequest } from './network-request.js';
import { sourceKindOf, type SourceKind } from './source-kind.js';
import { StillImageSource } from './still-image-source.js';
import { testPatternRequest } from './test-pattern-request.js';
import { TestPatternSource } from './test-pattern-source.js';
import type { VideoSource } from './video-source.interface.js';

/** What to open. */
export interface CreateVideoSourceOptions extends CaptureWishes {
  /** Device number, path, pattern such as `img%03d.png`, URL, `screen:` or `test:`. */
  readonly source: string | number;
  readonly clock: CaptureClock;
}

/** Frames per second of a still picture: little work, and a viewer who joins waits for none of it. */
const STILL_IMAGE_RATE = 15;

/** Local files open at once; a disk that spins up or a network drive takes a moment. */
const FILE_TIMEOUT_MS = 10_000;

/** Makes the source a name stands for. Nothing is opened or checked before `open()`, which throws the coded errors. */
export function createVideoSource(options: CreateVideoSourceOptions): VideoSource {
  const label = maskCredentials(String(options.source));
  const kind = sourceKindOf(options.source);
  const prepare = () => requestFor(kind, options, label);
  if (kind.kind === 'image')
    return new StillImageSource(label, prepare, options.framerate ?? STILL_IMAGE_RATE);
  const reconnects = kind.kind === 'url' || kind.kind === 'device' || kind.kind === 'device-path';
  const media = new MediaVideoSource(label, reconnects, prepare, options.clock);
  return kind.kind === 'test' ? new TestPatternSource(media) : media;
}

async function requestFor(
  kind: SourceKind,
  wishes: CaptureWishes,
  label: string,
): Promise<MediaInputRequest> {
  const local = { label, options: {}, live: false, openTimeoutMs: FILE_TIMEOUT_MS };
  switch (kind.kind) {
    case 'file':
    case 'image':
      return { ...local, url: await fileUrl(kind.path) };
    case 'sequence': {
      const start = await firstNumberOf(kind.pattern);
      const options = { start_number: String(start), framerate: String(wishes.framerate ?? 25) };
      return { ...local, url: kind.pattern, format: 'image2', options };
    }
    case 'url':
      return networkRequest(kind.scheme, kind.url, label);
    case 'device':
      return cameraRequest(kind.index, wishes, label);
    case 'device-path':
      return cameraRequest(kind.path, wishes, label);
    case 'screen':
      return screenRequest(kind.display, wishes, label);
    case 'test':
      return testPatternRequest(kind.name, kind.parameters, wishes, label);
  }
}
