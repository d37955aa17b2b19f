import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { CaptureConstraints } from '../requests/capture-device-request.js';

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
    // A filter graph ends never, and yet gives its pictures as fast as they are taken.
    live: isDevice || (demuxer === 'lavfi' ? false : 'probe'),
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}
