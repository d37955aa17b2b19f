import type { OverlaySettings } from '../pipeline/overlay/overlay-settings.interface.js';
import type { StabilizerSettings } from '../pipeline/stabilizer/stabilizer-settings.interface.js';
import type { FrameTransform } from '../pipeline/transform/frame-transform.interface.js';
import type { CustomStream } from '../sources/custom/custom-stream.interface.js';
import type { CaptureBackend } from './capture-backend.js';
import type { Colorspace } from './colorspace.js';
import type { DeliveryMode } from './delivery-mode.js';
import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import type { StaticMount } from './static-mount.interface.js';
import type { StreamSettings } from './stream-options.interface.js';

/** Options of one stream with every default filled in. Where `undefined` remains, the source decides. */
export interface ResolvedStreamOptions extends Readonly<
  Required<
    Omit<
      StreamSettings,
      | 'source'
      | 'customStream'
      | 'backend'
      | 'enablePiCamera'
      | 'stabilize'
      | 'transform'
      | 'colorspace'
      | 'overlay'
      | 'mjpeg'
      | 'framerate'
      | 'resolution'
      | 'sourceDemuxer'
      | 'customFfmpeg'
    >
  >
> {
  /** Name under which viewers ask for the stream. */
  readonly name: string;
  /** Where the pictures come from; `undefined` when there is a {@link customStream}. */
  readonly source: string | number | undefined;
  /** What makes the pictures; `undefined` when there is a {@link source}. */
  readonly customStream: CustomStream | undefined;
  /** Pictures per second asked of the source. */
  readonly framerate: number | undefined;
  /** Width and height in pixels asked of the source. */
  readonly resolution: readonly [width: number, height: number] | undefined;
  /** See `StreamOptions.backend`; never a number. */
  readonly backend: CaptureBackend;
  /** How to steady the pictures; `undefined` when they are to stay as they are. */
  readonly stabilize: StabilizerSettings | undefined;
  /** See `StreamOptions.transform`. */
  readonly transform: FrameTransform | undefined;
  /** See `StreamOptions.colorspace`; `undefined` for the colours as they are. */
  readonly colorspace: Colorspace | undefined;
  /** What to draw onto the pictures; `undefined` or empty for nothing. */
  readonly overlay: readonly OverlaySettings[] | undefined;
  /** See `MjpegOptions.quality`. */
  readonly mjpegQuality: number;
  /** See `MjpegOptions.path`; `undefined` for none besides `stream.mjpeg`. */
  readonly mjpegPath: string | undefined;
  /** See `StreamOptions.sourceDemuxer`. */
  readonly sourceDemuxer: string | undefined;
  /** See `StreamOptions.customFfmpeg`. */
  readonly customFfmpeg: string | undefined;
}

/** Options of one registration of the module, valid, complete and frozen. */
export interface ResolvedOptions {
  /** See `WebGearRtcOptions.enableLiveBroadcast`. */
  readonly enableLiveBroadcast: boolean;
  /** See `WebGearRtcOptions.mode`. */
  readonly mode: DeliveryMode;
  /** See `WebGearRtcOptions.maxPeers`. */
  readonly maxPeers: number;
  /** See `WebGearRtcOptions.udpPort`. */
  readonly udpPort: number;
  /** See `WebGearRtcOptions.udpAddress`. */
  readonly udpAddress: string;
  /** See `WebGearRtcOptions.iceTcp`. */
  readonly iceTcp: boolean;
  /** How many threads may serve viewers besides the main one; 0 when it does that itself. */
  readonly threads: number;
  /** See `WebGearRtcOptions.announcedAddresses`; empty for the machine's own. */
  readonly announcedAddresses: readonly string[];
  /** See `WebGearRtcOptions.iceServers`, each with its `urls` as a list. */
  readonly iceServers: readonly IceServer[];
  /** See `WebGearRtcOptions.iceTransportPolicy`. */
  readonly iceTransportPolicy: IceTransportPolicy;
  /** See `WebGearRtcOptions.allowedOrigins`; in the form in which browsers send them. */
  readonly allowedOrigins: readonly string[];
  /** See `WebGearRtcOptions.frameAncestors`. */
  readonly frameAncestors: readonly string[];
  /** See `WebGearRtcOptions.customDataLocation`; `undefined` for the home folder. */
  readonly customDataLocation: string | undefined;
  /** See `WebGearRtcOptions.overwriteDefaultFiles`. */
  readonly overwriteDefaultFiles: boolean;
  /** See `WebGearRtcOptions.mounts`. */
  readonly mounts: readonly StaticMount[];
  /** See `WebGearRtcOptions.logging`. */
  readonly logging: boolean;
  /** Whether each stream has a path of its own; else there is one, at the path of the module. */
  readonly hasNamedStreams: boolean;
  /** Every stream by its name. */
  readonly streams: ReadonlyMap<string, ResolvedStreamOptions>;
}
