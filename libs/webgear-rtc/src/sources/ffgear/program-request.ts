import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { mediaRequestFor } from '../requests/media-request.js';
import type { SourceKind } from '../requests/source-kind.js';
import { STILL_IMAGE_RATE } from '../in-process/image-source.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { CaptureConstraints } from '../requests/capture-device-request.js';

/** Files that hold no animation, which would stand still as an image that is repeated. */
const STILL = /\.(jpe?g|jfif|png|bmp|tiff?|ppm|pgm|tga|jp2)$/i;

/**
 * What to ask the ffmpeg program for: the same as in this process, as far as a command line can say it.
 *
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
 */
export async function programRequest(
  kind: SourceKind,
  wishes: CaptureConstraints,
  label: string,
): Promise<MediaInputRequest> {
  const request = await mediaRequestFor(kind, wishes, label);
  if (request.playlist !== undefined) {
    const reason = "a playlist on the disk with its video on the network is read by api 'CamGear' only";
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  if (kind.kind !== 'image' || !STILL.test(kind.path)) return request;
  const framerate = String(wishes.framerate ?? STILL_IMAGE_RATE);
  return { ...request, format: 'image2', options: { pattern_type: 'none', loop: '1', framerate } };
}

/** FFmpeg's input devices. They set their own pace, and take a size and a rate. */
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

/** A source for a demuxer the user named, which alone knows what the source's name means. */
export function demuxerRequest(
  demuxer: string,
  source: string,
  { framerate, resolution }: CaptureConstraints,
  label: string,
): MediaInputRequest {
  const isDevice = DEVICES.has(demuxer);
  const wishes = {
    ...(framerate !== undefined && { framerate: String(framerate) }),
    ...(resolution !== undefined && { video_size: resolution.join('x') }),
  };
  return {
    label,
    url: source,
    format: demuxer,
    options: isDevice ? wishes : {},
    // A filter graph ends never, and yet gives its frames as fast as they are taken.
    live: isDevice || (demuxer === 'lavfi' ? false : 'probe'),
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}
