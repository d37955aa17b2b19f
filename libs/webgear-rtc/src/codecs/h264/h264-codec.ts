import { videoTrack } from '../../media/rendition-key.js';
import { lastResort, type CodecDescriptor, type CodecFormat } from '../codec-descriptor.js';
import { decodesProfile, h264LastResort, h264Preference, parseH264Format } from './h264-format.js';
import { h264LevelIdc } from './h264-level.js';
import { H264Payloader } from './h264-payloader.js';

/**
 * How many milliseconds of bits one frame may take in advance.
 *
 * This bounds the time a key frame needs on a line of just the stream's rate, so it bounds delay; too small a bound
 * blurs the key frame every viewer starts with: at 67 ms (two frames) it loses 3 to 7 dB to 250 ms, at 1000 ms it wins
 * less than one on most frames.
 */
const RATE_BUFFER_MS = 250;

/** H.264, encoded as constrained baseline, the one profile that every browser decodes (RFC 7742, 6.2). */
export const h264Codec: CodecDescriptor = {
  codec: 'h264',
  track: videoTrack,
  rtpName: 'H264',
  namesColourMatrix: true,
  promisesLevel: true,
  /** Main and High, as `profile_idc` in hex. */
  sourceProfiles: ['4d', '64'],

  encoderRequest: (settings) => {
    const levelIdc = h264LevelIdc({
      ...settings,
      framerate: settings.levelFramerate ?? settings.framerate,
    });
    return {
      encoder: 'libx264',
      rateBufferMs: RATE_BUFFER_MS,
      changesRateWhileRunning: true,
      options: {
        // Costs 2 ms more than ultrafast at 720p, once for all viewers, and gives each of them up to 1.5 dB.
        preset: 'superfast',
        tune: 'zerolatency',
        profile: 'baseline',
        level: (levelIdc / 10).toFixed(1),
        // A forced I frame that is not IDR leaves a joining viewer without a point to start from.
        'forced-idr': '1',
        // One thread and one slice: slices cost bits, and a 720p frame takes 8 ms as it is. repeat-headers puts SPS and PPS
        // before every IDR, where RFC 7742, 6.2 wants them; scenecut would add key frames that nobody asked for.
        'x264-params': 'repeat-headers=1:sliced-threads=0:scenecut=0:ref=1:aud=0',
      },
    };
  },

  createPayloader: () => new H264Payloader(),
  formatOf: (parameters) => {
    const { profile, packetizationMode } = parseH264Format(parameters);
    return { h264Profile: profile, packetizationMode };
  },

  preferenceOf: (format) => {
    const parsed = h264FormatOf(format);
    const preference = h264Preference(parsed);
    if (preference !== undefined) return preference;
    const rank = h264LastResort(parsed);
    return rank === undefined ? undefined : lastResort + rank;
  },

  passesThrough: true,
  takesPassthrough: ({ packetizationMode }) => packetizationMode === 1,
  decodesProfile: ({ h264Profile }, profile) =>
    h264Profile !== undefined && decodesProfile(h264Profile, profile),

  answerParameters: ({ h264Profile, packetizationMode = 1 }, levelIdc) => {
    const level = levelIdc.toString(16).padStart(2, '0');
    return `level-asymmetry-allowed=1;packetization-mode=${packetizationMode};profile-level-id=${h264Profile}${level}`;
  },
};

function h264FormatOf({ h264Profile = '', packetizationMode = 0 }: CodecFormat) {
  return { profile: h264Profile, packetizationMode };
}
