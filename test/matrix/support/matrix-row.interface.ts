import type { VideoCodec } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import type { StreamSettings } from '../../../libs/webgear-rtc/src/options/stream-options.interface.js';
import type { StreamState } from '../../../libs/webgear-rtc/src/media/stream-stats.js';
import type { WebGearRtcErrorCode } from '../../../libs/webgear-rtc/src/errors/error-registry.js';
import type { GeneratedInputs } from './generated-inputs.js';
import type { MediaServer } from './media-server.js';
import type { Quadrants } from './test-pattern.js';

/** What a row may build its input from. */
export interface MatrixBench {
  readonly inputs: GeneratedInputs;
  readonly server: MediaServer;
}

/** A sender that runs beside a live row. */
export interface LiveSender extends AsyncDisposable {
  /** Ends it as a power cut does. */
  unplug(): Promise<void>;
  /** Starts it again where it was. */
  plugIn(): Promise<void>;
}

/** An input that is ready to be opened. */
export interface PreparedInput {
  readonly source: string;
  /** Starts the sender, when the row is about to be played. */
  readonly startSender?: () => Promise<LiveSender>;
}

/** What every row that shows something is held to. */
interface Shows {
  readonly width: number;
  readonly height: number;
  /** Whether frames before the last key frame may have had another size. */
  readonly sizeChanges?: boolean;
  /** Colours of the four quarters as viewers see them; left out: the test pattern upright; `false`: not looked at. */
  readonly quadrants?: Quadrants | false;
  /** Longest time from the first subscription to the first frame, in milliseconds; 4000 when left out. */
  readonly firstFrameMs?: number;
  /** Whether frames are the source's own H.264; not checked when left out. */
  readonly passthrough?: boolean;
}

/** A recording: shown once, at its own speed, and ended. */
export interface PlaysOnce extends Shows {
  readonly kind: 'plays';
  readonly frames: number;
  /** By how many the number of frames may differ; 1 when left out. */
  readonly frameTolerance?: number;
  /** Of frames that are due, the share that is sent at least; 0.7 when left out. */
  readonly sentShare?: number;
  /** Media time between the first and the last frame, in milliseconds. */
  readonly spanMs: number;
  /** By how much that may differ besides what every row may, in milliseconds. */
  readonly spanToleranceMs?: number;
  /** Media time between most frames, in milliseconds; from `spanMs` when left out, `false` for none in particular. */
  readonly intervalMs?: number | false;
}

/** A source without an end that sets its own pace, or is repeated. */
export interface GoesOn extends Shows {
  readonly kind: 'goes on';
  /** Frames per second that arrive. */
  readonly framerate: number;
  /** Whether the sender is unplugged and plugged in again; needs `startSender`. */
  readonly reconnects?: boolean;
}

/** A source that cannot be shown. */
export interface Fails {
  readonly kind: 'fails';
  readonly code: WebGearRtcErrorCode;
  /** Words of the message that name the true cause. */
  readonly words: RegExp;
  /** `reconnecting` for what may come back; `ended` for the rest. */
  readonly state: StreamState;
}

/** Who reads the source. */
export type Reader = typeof Backend.CamGear | typeof Backend.FFGear;

/** Options of the stream, besides its source. */
export interface RowOptions extends Omit<
  StreamSettings,
  'source' | 'customStream' | 'api' | 'enablePiCamera'
> {
  readonly api?: Reader;
}

/** One combination. */
export interface MatrixRow {
  readonly name: string;
  readonly prepare: (bench: MatrixBench) => Promise<PreparedInput>;
  readonly options?: RowOptions;
  /** What the viewer decodes; `h264` when left out. */
  readonly viewerCodec?: VideoCodec;
  readonly wanted: PlaysOnce | GoesOn | Fails;
}
