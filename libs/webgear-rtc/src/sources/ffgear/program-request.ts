import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { mediaRequestFor } from '../requests/media-request.js';
import type { SourceKind } from '../requests/source-kind.js';
import { IMAGE_RATE } from '../in-process/image-source.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { CaptureConstraints } from '../requests/capture-device-request.js';

/** FFmpeg's input devices. They set their own pace, and accept size and rate. */
const DEVICES: ReadonlySet<string> = new Set([
  'android_camera',
  'avfoundation',
  'bktr',
  'decklink',
  'dshow',
  'fbdev',
  'gdigrab',
  'iec61883',
  'kmsgrab',
  'v4l2',
  'video4linux2',
  'vfwcap',
  'x11grab',
]);

const OPEN_TIMEOUT_MS = 15_000;

/** Image formats without animation, which are repeated. */
const REPEATED_FORMATS = /\.(jpe?g|jfif|png|bmp|tiff?|ppm|pgm|tga|jp2)$/i;

/**
 * Builds the request for the ffmpeg program: the same as in process, as far as a command line allows.
 *
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
 */
export async function programRequest(
  kind: SourceKind,
  constraints: CaptureConstraints,
  label: string,
): Promise<MediaInputRequest> {
  const request = await mediaRequestFor(kind, constraints, label);
  if (request.playlist !== undefined) {
    const reason = "a playlist on the disk with its video on the network is read by api 'CamGear' only";
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  if (kind.kind !== 'image' || !REPEATED_FORMATS.test(kind.path)) return request;
  const framerate = String(constraints.framerate ?? IMAGE_RATE);
  return { ...request, format: 'image2', options: { pattern_type: 'none', loop: '1', framerate } };
}

/** The request for a demuxer named by the user, which alone can interpret the source. */
export function demuxerRequest(
  demuxer: string,
  source: string,
  { framerate, resolution }: CaptureConstraints,
  label: string,
): MediaInputRequest {
  const isDevice = DEVICES.has(demuxer);
  const constraints = {
    ...(framerate !== undefined && { framerate: String(framerate) }),
    ...(resolution !== undefined && { video_size: resolution.join('x') }),
  };
  return {
    label,
    url: source,
    format: demuxer,
    options: isDevice ? constraints : {},
    // A filter graph has no end, but generates frames as fast as they are read.
    live: isDevice || (demuxer === 'lavfi' ? false : 'probe'),
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}
