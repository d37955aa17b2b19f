import { audioModeWords, isAudioMode, type AudioMode } from './audio-mode.js';
import { setting } from './option-schema.js';
import { flag, judged, text } from './option-values.js';

/** The options of the sound, in the order of the help. */
export const audioSettings = {
  audio: setting(judged<AudioMode>(audioModeWords, isAudioMode), {
    default: 'auto',
    flag: {
      value: '<when>',
      reads: 'autoOrBoolean',
      help: 'send sound to viewers that ask for it: auto where the source has any, true or false',
    },
  }),
  audioSource: setting(text, {
    flag: {
      value: '<source>',
      help: 'where the sound comes from, if not from the source: alsa:default, pulse:default, a file or a URL',
      otherwise: 'the source',
    },
  }),
  audioSync: setting(flag, {
    default: true,
    flag: { help: 'play sound and video in sync, which may delay the video' },
  }),
};
