import { codecs } from '../codecs/codecs.js';
import type { StreamLogger } from '../errors/throttled-error-log.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import type { VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import type { HardwareEncoding } from '../options/hardware-encoding.js';
import { Bt601VideoEncoder } from './bt601-video-encoder.js';
import { FallbackVideoEncoder } from './hardware/fallback-video-encoder.js';
import { hardwareRegistry } from './hardware/hardware-registry.js';
import { HardwareSelector } from './hardware/hardware-selector.js';
import { NativeVideoEncoder } from './native-video-encoder.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/** Which hardware may encode, and in whose name it is logged. */
export interface HardwareChoice {
  readonly encoding: HardwareEncoding;
  readonly streamName: string;
  readonly logger: Pick<StreamLogger, 'log' | 'warn'>;
}

/** One for the process, as devices are. */
const selector = new HardwareSelector(hardwareRegistry(), new SystemCaptureClock());

/**
 * Opens an encoder. It takes `yuv420p` frames of exactly the size in the settings: let `FrameScaler` make them.
 *
 * @param hardware left out: software alone
 * @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings
 */
export function createVideoEncoder(
  codec: VideoCodec,
  settings: VideoEncoderSettings,
  hardware?: HardwareChoice,
): Promise<VideoEncoder> {
  if (hardware === undefined || hardware.encoding === 'never') return openSoftware(codec, settings);
  return FallbackVideoEncoder.open({
    ...hardware,
    codec,
    settings,
    selector,
    openSoftware: (changed) => openSoftware(codec, changed),
  });
}

async function openSoftware(codec: VideoCodec, settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const { encoderRequest, namesColourMatrix } = codecs[codec];
  const encoder = await NativeVideoEncoder.open(codec, settings, encoderRequest(settings));
  return namesColourMatrix ? encoder : Bt601VideoEncoder.wrap(encoder);
}
