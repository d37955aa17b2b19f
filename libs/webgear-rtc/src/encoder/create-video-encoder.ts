import type { VideoCodec } from '../media/encoded-frame.js';
import { createH264Encoder } from './h264-encoder.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';
import { createVp8Encoder } from './vp8-encoder.js';

const creators: Readonly<Record<VideoCodec, (settings: VideoEncoderSettings) => Promise<VideoEncoder>>> = {
  h264: createH264Encoder,
  vp8: createVp8Encoder,
};

/**
 * Opens an encoder. It takes `yuv420p` pictures of exactly the size in the settings: let `FrameScaler` make them.
 *
 * @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings
 */
export function createVideoEncoder(codec: VideoCodec, settings: VideoEncoderSettings): Promise<VideoEncoder> {
  return creators[codec](settings);
}
