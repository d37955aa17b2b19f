import type { CaptureClock } from '../media/capture-clock.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { FrameTimes } from '../media/histogram.js';
import type { VideoRenditionKey } from '../media/rendition-key.js';
import type { FrameSize } from '../media/video-frame.js';
import type { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import type { ResolvedAnalysis } from '../options/analysis-options.interface.js';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import type { FrameFeed } from '../pipeline/frame-feed.js';
import type { FrameStages } from '../pipeline/stages.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { StreamAudio } from './audio/stream-audio.js';
import type { EncodedRendition } from './encoded-rendition.js';
import type { JpegBroadcast } from './jpeg/jpeg-broadcast.js';
import type { QualityLadder } from './ladder/quality-ladder.js';
import type { PassthroughRendition } from './passthrough/passthrough-rendition.js';

/** What a stream is made of. */
export interface LocalStreamEngineParts {
  readonly name: string;
  /** What viewers are served with, best first. */
  readonly codecs: readonly VideoCodec[];
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** RTP timestamps of all renditions, so that a viewer may change from one to another. */
  readonly rtpClock: RtpClock;
  /** What the application tells of its frames. */
  readonly metadata: MetadataChannel;
  readonly stages: FrameStages;
  readonly feed: FrameFeed;
  /** What the copy for the application's analysis is like; left out where there is none. */
  readonly analysis?: ResolvedAnalysis | undefined;
  /** The same frames as JPEG images, for browsers and networks where WebRTC does not work. */
  readonly jpeg: JpegBroadcast;
  readonly createRendition: (key: VideoRenditionKey) => EncodedRendition;
  readonly ladder: QualityLadder;
  /** Size that frames of a source have once they are processed, as far as that is known in advance. */
  readonly processedSize: (source: FrameSize) => FrameSize;
  /** How a source's own H.264 is sent; left out where it never is. */
  readonly passthrough?:
    | {
        readonly force: boolean;
        readonly announcedLevelIdc: () => number;
        readonly createRendition: (codec: VideoCodec) => PassthroughRendition;
      }
    | undefined;
  /** The `level_idc` to promise a viewer, given what is known of the source. */
  readonly announceH264Level: (info: VideoSourceInfo | undefined) => number;
  /** Its sound; left out where viewers get none. */
  readonly audio?: StreamAudio | undefined;
  /** See `StreamDescription.audioSync`. */
  readonly audioSync: boolean;
  /** How long its frames take. */
  readonly times?: FrameTimes;
  readonly onError: (error: unknown) => void;
  /** Makes the parts of the same stream with other options: clocks, source and what viewers were promised stay. */
  readonly remake?: (
    options: ResolvedStreamOptions,
    before: LocalStreamEngineParts,
  ) => LocalStreamEngineParts;
}
