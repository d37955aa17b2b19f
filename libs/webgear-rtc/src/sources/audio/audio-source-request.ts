import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { mediaRequestFor } from '../requests/media-request.js';
import { sourceKindOf } from '../requests/source-kind.js';

/** FFmpeg's input devices that have sound. */
export const audioDevices = ['alsa', 'pulse', 'oss', 'avfoundation', 'dshow'] as const;

/** A device, as the option `audioSource` names it. */
export interface AudioDevice {
  /** FFmpeg's name of the input device. */
  readonly format: (typeof audioDevices)[number];
  /** Which one, in FFmpeg's spelling. */
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
}

const OPEN_TIMEOUT_MS = 10_000;

/** What may follow a device's name after a question mark, and FFmpeg's names of it. */
const PARAMETERS: Readonly<Record<string, string>> = { channels: 'channels', rate: 'sample_rate' };

/**
 * The device that a name stands for: `alsa:hw:1`, `alsa:default?channels=1&rate=16000`, `pulse:default`, `avfoundation:0`,
 * `dshow:Microphone`; `undefined` if it is none.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for an unknown parameter
 */
export function audioDeviceOf(name: string, label = name): AudioDevice | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+):(?!\/\/)(.*)$/is.exec(name) ?? [];
  const format = audioDevices.find((device) => device === scheme.toLowerCase());
  if (format === undefined) return undefined;
  // FFmpeg reads a colon before the name as: no video.
  if (format === 'avfoundation') return { format, url: `:${rest || 'default'}`, options: {} };
  if (format === 'dshow') return { format, url: `audio=${rest}`, options: {} };
  const [device = '', query = ''] = rest.split('?', 2);
  const options: Record<string, string> = {};
  for (const [parameter, value] of new URLSearchParams(query)) {
    const option = PARAMETERS[parameter];
    if (option !== undefined && /^[1-9]\d{0,5}$/.test(value)) options[option] = value;
    else throw unsupported(label, `a device has no "${parameter}=${value}", only channels and rate`);
  }
  return { format, url: device || (format === 'oss' ? '/dev/dsp' : 'default'), options };
}

/** The request to read a device in this process. */
export function deviceRequest(device: AudioDevice, label: string): MediaInputRequest {
  return { ...device, label, live: true, openTimeoutMs: OPEN_TIMEOUT_MS };
}

/**
 * The request for the sound of a file or a URL.
 *
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_UNSUPPORTED` for what has no sound, such as an image
 */
export async function recordingRequest(name: string, label: string): Promise<MediaInputRequest> {
  const kind = sourceKindOf(name);
  if (kind.kind === 'file' || kind.kind === 'url') return mediaRequestFor(kind, {}, label);
  throw unsupported(label, `it has no sound; give a file, a URL, or a device: ${audioDevices.join(':, ')}:`);
}

function unsupported(source: string, reason: string): WebGearRtcError {
  return new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason });
}
