import { videoTrack } from '../../media/rendition-key.js';
import type { CodecDescriptor } from '../codec-descriptor.js';
import { formatParameters, numericParameter } from '../format-parameters.js';
import { H265Payloader } from './h265-payloader.js';

/** The time a key frame may delay what follows, as for H.264. */
const RATE_BUFFER_MS = 250;

/** What missing parameters mean: Main, level 3.1 (RFC 7798, 7.1). */
const mainProfile = 1;
const defaultLevelId = 93;

/** H.265 in profile Main, 8 bits 4:2:0 (RFC 7798). Browsers offer it only where the machine decodes it in hardware. */
export const h265Codec: CodecDescriptor = {
  codec: 'h265',
  track: videoTrack,
  rtpName: 'H265',
  namesColourMatrix: true,
  promisesLevel: false,
  sourceProfiles: [],
  encoderRequest: () => ({
    encoder: 'libx265',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      // 25 ms of a core for a frame of 720p, which leaves little room at 30 frames a second.
      preset: 'ultrafast',
      tune: 'zerolatency',
      // A forced I frame that is not IDR leaves a joining viewer without a point to start from.
      'forced-idr': '1',
      // Two threads work on the rows of one frame, none on the next. repeat-headers puts the parameter sets before every IDR;
      // scenecut would add key frames that nobody asked for.
      'x265-params': 'repeat-headers=1:scenecut=0:frame-threads=1:pools=2:info=0:log-level=none',
    },
  }),
  createPayloader: () => new H265Payloader(),
  formatOf: (parameters) => {
    const values = formatParameters(parameters);
    return {
      profile: numericParameter(values, 'profile-id', mainProfile),
      level: numericParameter(values, 'level-id', defaultLevelId),
      tier: numericParameter(values, 'tier-flag', 0),
      // Several streams in one session (MRST, MRMT) are not sent.
      isSingleStream: (values.get('tx-mode') ?? 'srst') === 'srst',
    };
  },
  preferenceOf: ({ profile, isSingleStream }) =>
    profile === mainProfile && isSingleStream === true ? 0 : undefined,
  passesThrough: true,
  takesPassthrough: () => false,
  decodesProfile: () => false,
  answerParameters: ({ profile = mainProfile, level = defaultLevelId, tier = 0 }) =>
    `level-id=${level};profile-id=${profile};tier-flag=${tier};tx-mode=SRST`,
};
