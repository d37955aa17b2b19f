import type { OverlaySettings } from '../pipeline/overlay/overlay-settings.interface.js';
import type { StabilizerSettings } from '../pipeline/stabilizer/stabilizer-settings.interface.js';
import type { CustomStream } from '../sources/custom/custom-stream.interface.js';
import type { CaptureBackend } from './backend.js';
import type { StreamSettings } from './stream-options.interface.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** Options of a stream without a fixed default: `undefined` leaves the choice to the source. */
type Undefaulted = 'framerate' | 'resolution' | 'sourceDemuxer' | 'customFfmpeg' | 'transform' | 'colorspace';

/** Options of a stream that may be stated in several forms, or under several names. */
type Normalized =
  'source' | 'customStream' | 'backend' | 'enablePiCamera' | 'stabilize' | 'overlay' | 'mjpeg';

/** Options of one stream with every default filled in; for their meaning see {@link StreamSettings}. */
export interface ResolvedStreamOptions
  extends
    Readonly<Required<Omit<StreamSettings, Undefaulted | Normalized>>>,
    Readonly<{ [Name in Undefaulted]: StreamSettings[Name] | undefined }> {
  /** Name under which viewers ask for the stream. */
  readonly name: string;
  /** Where the frames come from; `undefined` when there is a {@link customStream}. */
  readonly source: string | number | undefined;
  /** What makes the frames; `undefined` when there is a {@link source}. */
  readonly customStream: CustomStream | undefined;
  /** By name; never a number. */
  readonly backend: CaptureBackend;
  /** `undefined` when frames are not stabilized. */
  readonly stabilize: StabilizerSettings | undefined;
  /** `undefined` or empty for nothing to draw. */
  readonly overlay: readonly OverlaySettings[] | undefined;
  /** See `MjpegOptions.quality`. */
  readonly mjpegQuality: number;
  /** See `MjpegOptions.path`; `undefined` for none besides `stream.mjpeg`. */
  readonly mjpegPath: string | undefined;
}

/** Options of a registration that its streams do not have. */
type OwnSettings = Omit<RegistrationSettings, keyof StreamSettings | 'streams'>;

/**
 * Options of one registration of the module, valid, complete and frozen; for their meaning see {@link RegistrationSettings}.
 *
 * Servers have their `urls` as a list, and origins are in the form in which browsers send them.
 */
export interface ResolvedOptions extends Readonly<
  Required<Omit<OwnSettings, 'threads' | 'customDataLocation'>>
> {
  /** How many threads may serve viewers besides the main one; 0 when it does that itself. */
  readonly threads: number;
  /** `undefined` for the home folder. */
  readonly customDataLocation: string | undefined;
  /** Whether each stream has a path of its own; else there is one, at the path of the module. */
  readonly hasNamedStreams: boolean;
  /** Every stream by its name. */
  readonly streams: ReadonlyMap<string, ResolvedStreamOptions>;
}
