import { codecs } from '../codecs/codecs.js';
import type { VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import { Bt601VideoEncoder } from './bt601-video-encoder.js';
import { NativeVideoEncoder } from './native-video-encoder.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/**
 * Opens an encoder. It takes `yuv420p` frames of exactly the size in the settings: let `FrameScaler` make them.
 *
 * @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings
 */
export async function createVideoEncoder(
  codec: VideoCodec,
  settings: VideoEncoderSettings,
): Promise<VideoEncoder> {
  const { encoderRequest, namesColourMatrix } = codecs[codec];
  const encoder = await NativeVideoEncoder.open(codec, settings, encoderRequest(settings));
  return namesColourMatrix ? encoder : Bt601VideoEncoder.wrap(encoder);
}
