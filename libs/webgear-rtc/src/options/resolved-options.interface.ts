import type { ResolvedAnalysis } from './analysis-options.interface.js';
import type { AuthorizeSource } from './access-options.interface.js';
import type { DtlsCertificateSetting } from './dtls-certificate.js';
import type { ClusterSettings } from './cluster-options.interface.js';
import type { CaptureBackend } from './backend.js';
import type { CustomStream } from './custom-stream.js';
import type { OverlayPosition } from './overlay.interface.js';
import type { SelectRung } from './select-rung.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import type { RecordSettings } from './record-options.interface.js';
import type { RenditionOptions } from './renditions.interface.js';
import type { StreamSettings } from './stream-options.interface.js';
import type { StreamsSource } from './streams-provider.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** How to stabilize frames, with every default filled in. */
export type StabilizerSettings = Readonly<Required<Omit<StabilizeOptions, 'mode'>>>;

/** How the time is written. */
export interface ClockSettings {
  /** As for `strftime`. */
  readonly format: string;
  /** IANA name; `undefined` for that of the server. */
  readonly timeZone: string | undefined;
}

/** What an overlay shows and how, valid and with every default filled in. */
export interface OverlaySettings {
  /** Empty for a clock alone. */
  readonly text: string;
  /** `undefined` for text alone. */
  readonly clock: ClockSettings | undefined;
  readonly position: OverlayPosition;
  /** Height of the letters in percent of the shorter side of the frame. */
  readonly fontSizePercent: number;
  /** `#rrggbbaa`. */
  readonly color: string;
  /** `#rrggbbaa`; nothing is seen of it where `aa` is `00`. */
  readonly background: string;
  /** `undefined` for the font that comes with the library. */
  readonly fontFile: string | undefined;
}

/** Options of a stream without a fixed default: `undefined` leaves the choice to the source. */
type Undefaulted =
  | 'framerate'
  | 'publishToken'
  | 'audioSource'
  | 'resolution'
  | 'sourceDemuxer'
  | 'customFfmpeg'
  | 'transform'
  | 'colorspace'
  | 'bitrateBps';

/** Options of a stream that may be stated in several forms, or under several names. */
type Normalized =
  | 'source'
  | 'customStream'
  | 'backend'
  | 'enablePiCamera'
  | 'stabilize'
  | 'overlay'
  | 'mjpeg'
  | 'renditions'
  | 'record'
  | 'title'
  | 'analysis';

/** Options of one stream with every default filled in; for their meaning see {@link StreamSettings}. */
export interface ResolvedStreamOptions
  extends
    Readonly<Required<Omit<StreamSettings, Undefaulted | Normalized>>>,
    Readonly<{ [Name in Undefaulted]: StreamSettings[Name] | undefined }> {
  /** Name under which viewers ask for the stream. */
  readonly name: string;
  /** What it is called; never empty. */
  readonly title: string;
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
  /** Best first where they are listed; valid and frozen. */
  readonly renditions: 'auto' | 'single' | readonly Readonly<RenditionOptions>[];
  /** `undefined` when there is no copy for analysis. */
  readonly analysis: ResolvedAnalysis | undefined;
  /** `undefined` when nothing is recorded. */
  readonly record: RecordSettings | undefined;
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
  Required<
    Omit<
      OwnSettings,
      | 'threads'
      | 'customDataLocation'
      | 'selectRung'
      | 'dtlsCertificate'
      | 'cluster'
      | 'authorize'
      | 'linkSecret'
    >
  >
> {
  /** How many threads may serve viewers besides the main one; 0 when it does that itself. */
  readonly threads: number;
  /** What the list of streams is called. */
  readonly title: string;
  /** `undefined` where every viewer that passes the guards may watch. */
  readonly authorize: AuthorizeSource | undefined;
  /** `undefined` for a random secret. */
  readonly linkSecret: string | readonly string[] | undefined;
  /** `undefined` for automatic selection. */
  readonly selectRung: SelectRung | undefined;
  /** `undefined` for this machine alone. */
  readonly cluster: ClusterSettings | undefined;
  /** See `RegistrationSettings.dtlsCertificate`. */
  readonly dtlsCertificate: DtlsCertificateSetting | undefined;
  /** `undefined` for the home folder. */
  readonly customDataLocation: string | undefined;
  /** Whether each stream has a path of its own; else there is one, at the path of the module. */
  readonly hasNamedStreams: boolean;
  /** The streams to start with, by their names. `ConfiguredStreams` has those of now. */
  readonly streams: ReadonlyMap<string, ResolvedStreamOptions>;
  /** Who says which streams there are; `undefined` where the options do. */
  readonly streamsSource: StreamsSource | undefined;
}
