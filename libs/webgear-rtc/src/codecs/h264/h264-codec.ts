import { videoTrack } from '../../media/rendition-key.js';
import { lastResort, type CodecDescriptor, type CodecFormat } from '../codec-descriptor.js';
import { decodesProfile, h264LastResort, h264Preference, parseH264Format } from './h264-format.js';
import { h264LevelIdc } from './h264-level.js';
import { H264Payloader } from './h264-payloader.js';

/**
 * How many frames' worth of bits one frame may take in advance (VBV).
 *
 * x264 fills nearly 90 % of it with a key frame, so that none is larger than about five frames of the mean size: a larger one
 * delays what follows on a line of just the stream's rate, which a bandwidth estimator takes for congestion. Against 7.5
 * frames it costs up to 0.3 dB on film; with two, the key frame that every viewer starts with loses 3 to 7 dB.
 */
const RATE_BUFFER_FRAMES = 6;

/** Shortest time it holds, in milliseconds: at high frame rates key frames would be too small for their size. */
const SHORTEST_RATE_BUFFER_MS = 150;

/** Longest time it holds, in milliseconds: no second of video exceeds the rate by more than that. */
const LONGEST_RATE_BUFFER_MS = 250;

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
      rateBufferMs: rateBufferMs(settings.framerate),
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

function rateBufferMs(framerate: number): number {
  const wantedMs = (RATE_BUFFER_FRAMES * 1000) / framerate;
  return Math.min(LONGEST_RATE_BUFFER_MS, Math.max(SHORTEST_RATE_BUFFER_MS, wantedMs));
}

function h264FormatOf({ h264Profile = '', packetizationMode = 0 }: CodecFormat) {
  return { profile: h264Profile, packetizationMode };
}
