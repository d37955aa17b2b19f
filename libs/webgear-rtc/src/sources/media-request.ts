import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../ffmpeg/media-input-request.interface.js';
import { cameraRequest, screenRequest, type CaptureWishes } from './capture-device-request.js';
import { fileUrl, firstNumberOf, isNamedPipe } from './local-file.js';
import { networkRequest } from './network-request.js';
import type { SourceKind } from './source-kind.js';
import { testPatternRequest, testPatternSettings } from './test-pattern-request.js';

/** Local files open at once; a disk that spins up or a network drive takes a moment. */
const FILE_TIMEOUT_MS = 10_000;

/**
 * What to ask FFmpeg for, whether it runs in this process or in its own.
 *
 * @param platform whose capture API to use; this machine's when left out
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
 */
export async function mediaRequestFor(
  kind: SourceKind,
  wishes: CaptureWishes,
  label: string,
  platform?: NodeJS.Platform,
): Promise<MediaInputRequest> {
  const local = { label, options: {}, live: false, openTimeoutMs: FILE_TIMEOUT_MS };
  switch (kind.kind) {
    case 'file':
    case 'image': {
      const url = await fileUrl(kind.path);
      return { ...local, url, ...((await isNamedPipe(kind.path)) && { namedPipe: kind.path }) };
    }
    case 'sequence': {
      const start = await firstNumberOf(kind.pattern);
      const options = { start_number: String(start), framerate: String(wishes.framerate ?? 25) };
      return { ...local, url: kind.pattern, format: 'image2', options };
    }
    case 'url':
      return networkRequest(kind.scheme, kind.url, label, wishes.stallTimeoutMs);
    case 'device':
      return cameraRequest(kind.index, wishes, label, platform);
    case 'device-path':
      return cameraRequest(kind.path, wishes, label, platform);
    case 'screen':
      return screenRequest(kind.display, wishes, label, platform);
    case 'pipeline': {
      const reason = "a GStreamer pipeline is read by api 'CamGear' only";
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
    }
    case 'test':
      return testPatternRequest(testPatternSettings(kind.name, kind.parameters, wishes, label), label);
  }
}

/** Whether a source of this kind may come back after a failure. */
export function mayReconnect({ kind }: SourceKind): boolean {
  return kind === 'url' || kind === 'device' || kind === 'device-path';
}
