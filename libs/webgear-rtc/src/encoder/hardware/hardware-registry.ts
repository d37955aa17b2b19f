import { access, readdir } from 'node:fs/promises';
import type { VideoEncoderSettings, VideoCodec } from '../../media/encoded-frame.js';
import type { HardwareEncoding } from '../../options/hardware-encoding.js';
import { Bt601VideoEncoder } from '../bt601-video-encoder.js';
import { NativeVideoEncoder } from '../native-video-encoder.js';
import type { VideoEncoder } from '../video-encoder.interface.js';
import { amf } from './families/amf.js';
import type { HardwareEncoderSettings, HardwareFamilyTable } from './families/hardware-family.js';
import { nvenc } from './families/nvenc.js';
import { qsv } from './families/qsv.js';
import { v4l2m2m } from './families/v4l2m2m.js';
import { vaapi } from './families/vaapi.js';
import { videotoolbox } from './families/videotoolbox.js';

/** A hardware encoder that this machine may have. */
export interface HardwareCandidate {
  /** FFmpeg's name of it. */
  readonly name: string;
  /** Whether the machine has a device that it could run on. Cheap, and leaves nothing in FFmpeg's log. */
  isPlausible(): Promise<boolean>;
  /** @throws WebGearRtcError `WGR_ENCODER_FAILED` when it does not open */
  open(settings: VideoEncoderSettings): Promise<VideoEncoder>;
}

/** The hardware encoders to try for a codec, best first. */
export type HardwareRegistry = (
  codec: VideoCodec,
  encoding: HardwareEncoding,
) => readonly HardwareCandidate[];

/** Those that take frames from the processor's memory with the least copying first. */
const families: readonly HardwareFamilyTable[] = [nvenc, qsv, vaapi, videotoolbox, amf, v4l2m2m];

/** Time the rate buffer holds, in milliseconds: a device does not predict the size of a frame as well as software. */
const RATE_BUFFER_MS = 200;

/** Frames between key frames that were not asked for. Some encoders keep it in 16 bits, and take 0 for "as you like". */
const KEY_FRAME_INTERVAL_FRAMES = 30_000;

/** The encoders that FFmpeg reaches on a system. */
export function hardwareRegistry(platform: NodeJS.Platform = process.platform): HardwareRegistry {
  return (codec, encoding) =>
    families
      .filter(({ family }) => encoding === 'auto' || encoding === family)
      .filter(({ platforms }) => platforms.includes(platform))
      .flatMap((family) => {
        const encoder = family.encoders[codec];
        return encoder === undefined ? [] : [candidateOf(family, codec, encoder)];
      });
}

function candidateOf(
  family: HardwareFamilyTable,
  codec: VideoCodec,
  { encoder, options }: HardwareEncoderSettings,
): HardwareCandidate {
  return {
    name: encoder,
    isPlausible: () => hasDevice(family.devices),
    open: async (stated) => {
      const settings = { ...stated, keyFrameIntervalFrames: KEY_FRAME_INTERVAL_FRAMES };
      const { pixelFormat, changesRateWhileRunning, namesColourMatrix } = family;
      const opened = await NativeVideoEncoder.open(codec, settings, {
        encoder,
        options: options(settings),
        pixelFormat,
        changesRateWhileRunning,
        rateBufferMs: RATE_BUFFER_MS,
      });
      return namesColourMatrix ? opened : Bt601VideoEncoder.wrap(opened);
    },
  };
}

/** Elsewhere than on Linux devices have no files, so that only FFmpeg can tell. */
async function hasDevice(patterns: readonly RegExp[]): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const found = await Promise.all(['/dev', '/dev/dri'].map((directory) => filesOf(directory)));
  for (const file of found.flat().filter((name) => patterns.some((pattern) => pattern.test(name)))) {
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}

async function filesOf(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.map((name) => `${directory}/${name}`);
}
