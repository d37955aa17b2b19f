import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';

/** Constraints on a camera, a screen or a network source. */
export interface CaptureConstraints {
  /** Frames per second. */
  readonly framerate?: number | undefined;
  /** How long a network source may be silent, in milliseconds. */
  readonly stallTimeoutMs?: number | undefined;
  /** Width and height in pixels. */
  readonly resolution?: readonly [number, number] | undefined;
  /** FFmpeg's name of the camera's format: `mjpeg` or a pixel format. */
  readonly inputFormat?: string | undefined;
  /** What the stream is called, for the test card. */
  readonly title?: string | undefined;
}

/** Cameras that start slowly (USB hubs, virtual cameras) need some seconds. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * The request for a camera, by its number or, on Linux, its path.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` on a platform without a known capture API
 */
export function cameraRequest(
  device: number | string,
  constraints: CaptureConstraints,
  label: string,
  platform: NodeJS.Platform = process.platform,
): MediaInputRequest {
  const options = { ...captureOptions(constraints), ...formatOptions(constraints, platform) };
  const request = { label, options, live: true, openTimeoutMs: OPEN_TIMEOUT_MS };
  if (platform === 'linux') {
    return { ...request, format: 'v4l2', url: typeof device === 'number' ? `/dev/video${device}` : device };
  }
  if (platform === 'darwin') return { ...request, format: 'avfoundation', url: `${device}:none` };
  if (platform === 'win32') {
    if (typeof device === 'string') return { ...request, format: 'dshow', url: `video=${device}` };
    // DirectShow addresses cameras by name; this option selects the n-th.
    return {
      ...request,
      format: 'dshow',
      url: 'video=',
      options: { ...request.options, video_device_number: String(device) },
    };
  }
  const reason = `capturing a camera is not supported on ${platform}`;
  throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
}

/**
 * The request for a screen.
 *
 * @param display X display such as `:0.0` on Linux, screen number on macOS; the default one when empty
 * @throws WebGearRtcError `WGR_SOURCE_NO_DISPLAY`, `WGR_SOURCE_UNSUPPORTED`
 */
export function screenRequest(
  display: string,
  constraints: CaptureConstraints,
  label: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): MediaInputRequest {
  const options = { framerate: '30', ...captureOptions(constraints) };
  const request = { label, options, live: true, openTimeoutMs: OPEN_TIMEOUT_MS };
  if (platform === 'win32') return { ...request, format: 'gdigrab', url: 'desktop' };
  if (platform === 'darwin')
    return { ...request, format: 'avfoundation', url: `Capture screen ${display || '0'}:none` };
  if (platform !== 'linux') {
    const reason = `capturing the screen is not supported on ${platform}`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  const url = display || environment['DISPLAY'];
  if (url === undefined || url === '') {
    const reason = 'the environment variable DISPLAY is not set';
    throw new WebGearRtcError('WGR_SOURCE_NO_DISPLAY', { source: label, reason });
  }
  return { ...request, format: 'x11grab', url };
}

function captureOptions({ framerate, resolution }: CaptureConstraints): Record<string, string> {
  return {
    ...(framerate !== undefined && { framerate: String(framerate) }),
    ...(resolution !== undefined && { video_size: resolution.join('x') }),
  };
}

/** The option's name differs between the capture APIs, and AVFoundation has no compressed formats. */
function formatOptions(
  { inputFormat }: CaptureConstraints,
  platform: NodeJS.Platform,
): Record<string, string> {
  if (inputFormat === undefined) return {};
  if (platform === 'linux') return { input_format: inputFormat };
  const isCompressed = inputFormat === 'mjpeg' || inputFormat === 'h264';
  if (platform === 'win32' && isCompressed) return { vcodec: inputFormat };
  return isCompressed ? {} : { pixel_format: inputFormat };
}
