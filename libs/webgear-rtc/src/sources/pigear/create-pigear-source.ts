import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { findProgram } from '../child-process/find-program.js';
import type { MediaCommand, MediaProcess } from '../child-process/media-process.js';
import type { ProcessFrames } from '../child-process/process-frames.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawFrames } from '../child-process/raw-frames.js';
import { cameraArguments } from './camera-arguments.js';
import { AccessUnits } from './access-units.js';
import { DecodedAccessUnits } from './h264-access-units.js';
import { H264PassthroughReader } from './h264-passthrough-reader.js';
import type { PiCamera, PiCodec } from './pi-camera.interface.js';

/** libcamera needs some seconds to find sensor and tuning. */
const OPEN_TIMEOUT_MS = 10_000;

/** Rows of uncompressed frames are padded to a multiple of this many pixels. */
const ROW_PIXELS = 64;

/** The camera of a Raspberry Pi, read through its camera program. */
export function createPigearSource(camera: PiCamera, clock: CaptureClock): ProcessVideoSource {
  const label = `Pi camera ${camera.cameraNum}`;
  let codec: PiCodec = 'h264';
  return new ProcessVideoSource({
    label,
    reconnects: true,
    clock,
    openTimeoutMs: OPEN_TIMEOUT_MS,
    prepare: () => cameraCommand(label, codec === 'h264' ? camera : withoutPadding(camera), codec),
    openFrames: (process) =>
      codec === 'h264' ? openH264(process, camera, clock) : openRaw(process, withoutPadding(camera), clock),
    // A Raspberry Pi 5 has no encoder; any other failure affects uncompressed frames as well.
    shouldRetry: (lastLines) => {
      const lacksEncoder = codec === 'h264' && lastLines.some((line) => /codec|encoder/i.test(line));
      if (lacksEncoder) codec = 'yuv420';
      return lacksEncoder;
    },
  });
}

async function cameraCommand(label: string, camera: PiCamera, codec: PiCodec): Promise<MediaCommand> {
  return {
    label,
    executable: await findProgram(['rpicam-vid', 'libcamera-vid']),
    args: cameraArguments(camera, codec),
    outputFd: 1,
    remedy: 'Install it on the Raspberry Pi: apt-get install rpicam-apps',
  };
}

async function openH264(
  process: MediaProcess,
  { width, height, framerate, passthrough }: PiCamera,
  clock: CaptureClock,
): Promise<ProcessFrames | undefined> {
  const units = new AccessUnits(process.output);
  if (passthrough) return H264PassthroughReader.open({ units, clock, width, height, framerate });
  const decoder = await ElementaryStreamDecoder.open();
  return DecodedAccessUnits.open(units, decoder, clock, framerate);
}

async function openRaw(
  process: MediaProcess,
  { width, height, framerate }: PiCamera,
  clock: CaptureClock,
): Promise<ProcessFrames | undefined> {
  const decoder = await RawFrameDecoder.open({ width, height }, 'yuv420p');
  const info = { width, height, framerate, live: true };
  return RawFrames.begun({ info, reader: process.output, decoder, clock });
}

/** A width whose rows need no padding, which the program does not report. */
function withoutPadding(camera: PiCamera): PiCamera {
  return { ...camera, width: Math.max(ROW_PIXELS, Math.round(camera.width / ROW_PIXELS) * ROW_PIXELS) };
}
