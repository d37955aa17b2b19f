import { videoTrack } from '../../media/rendition-key.js';
import type { CodecDescriptor } from '../codec-descriptor.js';
import { formatParameters, numericParameter } from '../format-parameters.js';
import { Vp9Payloader } from './vp9-payloader.js';

/** The time a key frame may delay what follows, as for H.264. */
const RATE_BUFFER_MS = 250;

/** VP9 in profile 0, 8 bits 4:2:0, which every browser with VP9 decodes (RFC 9628). */
export const vp9Codec: CodecDescriptor = {
  codec: 'vp9',
  track: videoTrack,
  rtpName: 'VP9',
  namesColourMatrix: true,
  promisesLevel: false,
  sourceProfiles: [],
  encoderRequest: () => ({
    encoder: 'libvpx-vp9',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      deadline: 'realtime',
      'cpu-used': '8',
      'lag-in-frames': '0',
      // Cyclic refresh: a still image becomes sharp bit by bit, without frames above the rate. A frame of 720p takes 13 ms of a core.
      'aq-mode': '3',
      'auto-alt-ref': '0',
      'max-intra-rate': '900',
    },
  }),
  createPayloader: () => new Vp9Payloader(),
  formatOf: (parameters) => ({ profile: numericParameter(formatParameters(parameters), 'profile-id', 0) }),
  preferenceOf: ({ profile }) => (profile === 0 ? 0 : undefined),
  passesThrough: true,
  takesPassthrough: () => false,
  decodesProfile: () => false,
  answerParameters: ({ profile = 0 }) => `profile-id=${profile}`,
};
