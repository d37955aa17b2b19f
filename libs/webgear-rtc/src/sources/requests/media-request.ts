import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { maskCredentials } from '../../errors/mask-credentials.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { cameraRequest, screenRequest, type CaptureConstraints } from './capture-device-request.js';
import { fileUrl, firstNumberOf } from './local-file.js';
import { FILE_TIMEOUT_MS, localFileRequest } from './local-file-request.js';
import { networkRequest } from './network-request.js';
import { sourceKindOf, type SourceKind } from './source-kind.js';
import { testPatternRequest, testPatternSettings } from './test-pattern-request.js';

/** Playlists may be nested; the limit ends cycles. */
const MAX_PLAYLIST_DEPTH = 3;

/** FFmpeg's default frame rate of an image sequence. */
export const DEFAULT_SEQUENCE_RATE = 25;

/**
 * Builds the request for FFmpeg, in this process or as a program.
 *
 * @param platform platform whose capture API to use. Default: this one
 * @param depth nesting depth of playlists
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
 */
export async function mediaRequestFor(
  kind: SourceKind,
  constraints: CaptureConstraints,
  label: string,
  platform?: NodeJS.Platform,
  depth = 0,
): Promise<MediaInputRequest> {
  const local = { label, options: {}, live: false, openTimeoutMs: FILE_TIMEOUT_MS };
  switch (kind.kind) {
    case 'file':
      return localFileRequest(kind.path, label, (entry) => {
        const entryKind = sourceKindOf(entry);
        if (depth >= MAX_PLAYLIST_DEPTH || !['file', 'image', 'url'].includes(entryKind.kind)) {
          const reason = `its playlist refers to "${maskCredentials(entry)}", which is neither a file nor an address`;
          throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
        }
        return mediaRequestFor(entryKind, constraints, label, platform, depth + 1);
      });
    case 'image': {
      const url = await fileUrl(kind.path);
      // The ffmpeg program refuses the option unless its demuxer is named.
      const isLikePattern = /[%*?]/.test(kind.path);
      return { ...local, url, ...(isLikePattern && { format: 'image2', options: { pattern_type: 'none' } }) };
    }
    case 'sequence': {
      const start = await firstNumberOf(kind.pattern);
      const framerate = String(constraints.framerate ?? DEFAULT_SEQUENCE_RATE);
      const numbering = kind.pattern.includes('%')
        ? { start_number: String(start) }
        : { pattern_type: 'glob' };
      return { ...local, url: kind.pattern, format: 'image2', options: { ...numbering, framerate } };
    }
    case 'url':
      return networkRequest(kind.scheme, kind.url, label, constraints.stallTimeoutMs);
    case 'device':
      return cameraRequest(kind.index, constraints, label, platform);
    case 'device-path':
      return cameraRequest(kind.path, constraints, label, platform);
    case 'screen':
      return screenRequest(kind.display, constraints, label, platform);
    case 'pipeline': {
      const reason = "a GStreamer pipeline is read by api 'CamGear' only";
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
    }
    case 'test':
      return testPatternRequest(
        kind.name,
        testPatternSettings(kind.name, kind.parameters, constraints, label),
        label,
        constraints.title ?? 'Test card',
      );
  }
}

/** Whether a source of this kind can reconnect after a failure. */
export function mayReconnect({ kind }: SourceKind): boolean {
  return kind === 'url' || kind === 'device' || kind === 'device-path';
}
