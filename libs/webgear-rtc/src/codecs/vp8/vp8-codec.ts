import { videoTrack } from '../../media/rendition-key.js';
import type { CodecDescriptor } from '../codec-descriptor.js';
import { Vp8Payloader } from './vp8-payloader.js';

/**
 * How many milliseconds of bits frames may take in advance. libvpx cannot tell how large a frame will be and corrects itself
 * afterwards: with half of this it is too careful, with twice as much a second of hard cuts takes half as much again.
 */
const RATE_BUFFER_MS = 500;

/**
 * VP8, for viewers that offer no H.264.
 *
 * `error-resilient` stays off: it lets a decoder go on after a lost frame at the price of a fifth of a decibel on every
 * frame, while here a loss is either repaired by retransmission or ends in a key frame.
 */
export const vp8Codec: CodecDescriptor = {
  codec: 'vp8',
  track: videoTrack,
  rtpName: 'VP8',
  // It is BT.601 (RFC 6386, 9.2).
  namesColourMatrix: false,
  promisesLevel: false,
  sourceProfiles: [],
  encoderRequest: () => ({
    encoder: 'libvpx',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      deadline: 'realtime',
      // Beyond 8, up to a decibel and a half is lost for a third of the time.
      'cpu-used': '8',
      'lag-in-frames': '0',
      // In percent of the mean frame. Left alone, a key frame takes up to twelve of them, and 0.4 s on a line of just the
      // rate.
      'max-intra-rate': '500',
    },
  }),
  createPayloader: () => new Vp8Payloader(),
  formatOf: () => ({}),
  preferenceOf: () => 0,
  passesThrough: true,
  takesPassthrough: () => false,
  decodesProfile: () => false,
  answerParameters: () => undefined,
};
