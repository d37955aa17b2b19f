import type { VideoCodec } from '../../media/encoded-frame.js';
import type { ByteRelay } from '../relay/byte-source.js';
import type { PacketRelay } from '../relay/packet-relay.js';

/** Describes an input for FFmpeg to open. */
export interface MediaInputRequest {
  /** Name of the source in errors, without credentials. */
  readonly label: string;
  /** Address for FFmpeg, with credentials. */
  readonly url: string;
  /** Makes a process that reads the URL, if it must not be opened in this one. */
  readonly relay?: (() => ByteRelay) | undefined;
  /**
   * Makes a process read the input where this one has no thread to spare; left out where only this one can.
   *
   * @returns `undefined` where no process can be started
   */
  readonly packetRelay?: (
    label: string,
    url: string,
    options: Readonly<Record<string, string>>,
  ) => PacketRelay | undefined;
  /**
   * Makes JavaScript of this process read the input, which blocks no thread; FFmpeg reads what that declines.
   *
   * @returns `undefined` where FFmpeg alone can do what the options ask for
   */
  readonly packetClient?: (url: string, options: Readonly<Record<string, string>>) => PacketRelay | undefined;
  /** Path of the input if it is a named pipe, whose blocking reads need another interrupt. */
  readonly namedPipe?: string | undefined;
  /** Name of a demuxer or device (`v4l2`, `lavfi`, …); probed when left out. */
  readonly format?: string;
  /** Options of the demuxer and the protocol, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Options of demuxers that the probe may select. Only the in-process reader ignores those of other demuxers. */
  readonly demuxerOptions?: Readonly<Record<string, string>>;
  /** A playlist to read instead of the address, which remains the base of relative entries. */
  readonly playlist?: string;
  /** Use the whole open timeout for the probe, also for images, and accept a stream whose size is unknown. */
  readonly fullProbe?: boolean;
  /** Asks the server for the `Content-Length`; `undefined` if it states none, as for a live stream. Never rejects. */
  readonly contentLength?: (() => Promise<number | undefined>) | undefined;
  /** Whether frames arrive at their own pace (`true`), as fast as they are read (`false`), or as the probe finds. */
  readonly live: boolean | 'probe';
  /** Whether to read encoded frames without decoding: never, if browsers can decode them, or always. Default: never. */
  readonly passthrough?: 'never' | 'auto' | 'always';
  /** Of which codecs. Default: H.264. */
  readonly passthroughCodecs?: readonly VideoCodec[] | undefined;
  /** Position in a recording to start after, in microseconds; the beginning when left out. */
  readonly startAfterUs?: number | undefined;
  /** Time limit for connecting and finding the video stream. */
  readonly openTimeoutMs: number;
}
