import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import { setCameraControls, wantedControls } from './set-camera-controls.js';

/**
 * Applies the camera settings that FFmpeg does not support.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for anything but a V4L2 camera, and what {@link setCameraControls}
 *   throws
 */
export async function prepareCamera(
  { url, format, label }: MediaInputRequest,
  sourceOptions: SourceOptions = {},
): Promise<void> {
  const wanted = wantedControls(sourceOptions);
  const [first] = wanted;
  if (first === undefined) return;
  if (format !== 'v4l2') {
    const reason = `${first[0]} is supported for Linux cameras only`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  await setCameraControls(url, wanted, label);
}
