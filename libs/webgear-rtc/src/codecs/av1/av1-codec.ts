import { videoTrack } from '../../media/rendition-key.js';
import type { CodecDescriptor } from '../codec-descriptor.js';
import { formatParameters, numericParameter } from '../format-parameters.js';
import { Av1Payloader } from './av1-payloader.js';

/** The time a key frame may delay what follows, as for H.264. */
const RATE_BUFFER_MS = 250;

/** What a missing parameter means: level 3.1 (RTP payload format for AV1, 7.2.1). */
const defaultLevel = 5;

/** AV1 in profile Main, 8 bits 4:2:0 (RTP payload format for AV1, version 1.0). */
export const av1Codec: CodecDescriptor = {
  codec: 'av1',
  track: videoTrack,
  rtpName: 'AV1',
  namesColourMatrix: true,
  promisesLevel: false,
  sourceProfiles: [],
  encoderRequest: () => ({
    encoder: 'libsvtav1',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      // 15 ms of a core for a frame of 720p; 13 is not faster, 10 not much slower.
      preset: '12',
      // pred-struct: no frame waits for a later one, and a key frame is made where it is asked for. Without lp it starts as
      // many threads as there are processors, which a stream of 30 frames a second does not need. Not rtc: it is faster by
      // half, but takes flat areas that change their colour for unchanged.
      'svtav1-params': 'pred-struct=1:lp=1:scd=0',
    },
  }),
  createPayloader: () => new Av1Payloader(),
  formatOf: (parameters) => {
    const values = formatParameters(parameters);
    return {
      profile: numericParameter(values, 'profile', 0),
      level: numericParameter(values, 'level-idx', defaultLevel),
      tier: numericParameter(values, 'tier', 0),
    };
  },
  preferenceOf: ({ profile }) => (profile === 0 ? 0 : undefined),
  passesThrough: true,
  takesPassthrough: () => false,
  decodesProfile: () => false,
  answerParameters: ({ profile = 0, level = defaultLevel, tier = 0 }) =>
    `level-idx=${level};profile=${profile};tier=${tier}`,
};
