import { maskCredentials } from '../../errors/mask-credentials.js';
import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { MediaCommand } from '../child-process/media-process.js';
import { MediaAudioSource } from '../in-process/media-audio-source.js';
import type { AudioSource, AudioSourceChoice } from './audio-source.interface.js';
import { audioDeviceOf, deviceRequest, recordingRequest, type AudioDevice } from './audio-source-request.js';
import { pcmFormat } from './pcm-frames.js';
import { ProgramAudioSource } from './program-audio-source.js';

/**
 * What the option `audioSource` stands for: a device, a file or a URL. Nothing is opened before `open()`.
 *
 * FFmpeg in this process is built without PulseAudio, and without the plug-ins of ALSA that `default` needs on most machines:
 * the ffmpeg program reads such a device.
 *
 * @param customFfmpeg path of the ffmpeg program; found where left out
 */
export function createAudioSources(
  name: string,
  clock: CaptureClock,
  customFfmpeg?: string,
): AudioSourceChoice {
  const label = maskCredentials(name);
  const inProcess = (): AudioSource =>
    new MediaAudioSource(
      label,
      async () => {
        const device = audioDeviceOf(name, label);
        return device === undefined ? recordingRequest(name, label) : deviceRequest(device, label);
      },
      clock,
    );
  if (!/^(?:alsa|pulse|oss):/i.test(name)) return { label, readers: [inProcess] };
  const byProgram = (): AudioSource => {
    const prepare = async (): Promise<MediaCommand> => {
      const device = audioDeviceOf(name, label);
      return deviceCommand(await findFfmpeg({ customFfmpeg }), device as AudioDevice, label);
    };
    return new ProgramAudioSource(label, prepare, clock);
  };
  return { label, readers: /^pulse:/i.test(name) ? [byProgram] : [inProcess, byProgram] };
}

function deviceCommand(
  executable: string,
  { format, url, options }: AudioDevice,
  label: string,
): MediaCommand {
  const inputOptions = Object.entries(options).flatMap(([option, value]) => [`-${option}`, value]);
  return {
    label,
    executable,
    args: [
      ...'-hide_banner -nostdin -nostats -loglevel error'.split(' '),
      '-f',
      format,
      ...inputOptions,
      '-i',
      url,
      ...`-f f32le -ar ${pcmFormat.sampleRateHz} -ac ${pcmFormat.channels} -flush_packets 1 pipe:1`.split(
        ' ',
      ),
    ],
    outputFd: 1,
    remedy: 'Install ffmpeg (Debian, Ubuntu: apt-get install ffmpeg), or leave out the option "audioSource"',
  };
}
