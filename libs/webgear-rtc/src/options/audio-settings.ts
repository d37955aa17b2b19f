import type { AudioMode } from '../media/audio-frame.js';
import { setting, type Value } from './option-schema.js';
import { flag, judged, text } from './option-values.js';

const audioMode: Value<AudioMode> = judged<AudioMode>(
  { rule: "must be 'auto' or a boolean", allowed: "'auto', true, false" },
  (value) => value === 'auto' || typeof value === 'boolean',
);

/** The options of the sound, in the order of the help. */
export const audioSettings = {
  audio: setting(audioMode, {
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
