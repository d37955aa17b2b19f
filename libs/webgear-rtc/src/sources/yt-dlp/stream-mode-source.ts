import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { maskCredentials } from '../../errors/mask-credentials.js';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { raceAbort } from '../playback/deferred.js';
import { MediaVideoSource } from '../in-process/media-video-source.js';
import { ResumePoint } from '../playback/resume-point.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { SeparateSound } from './separate-sound.js';
import { resolveStream, type ResolvedStream } from './resolve-stream.js';

/** Settings of a source behind a page. */
export interface StreamModeSourceParts {
  /** URL of the page. */
  readonly url: string;
  readonly sourceOptions: SourceOptions;
  readonly clock: CaptureClock;
  readonly logger?: StreamLogger | undefined;
  /** Whether the sound may be needed. */
  readonly sound: boolean;
  /** Milliseconds since 1970. */
  readonly wallClockMs?: () => number;
}

/** A URL is renewed this long before it expires, or halfway if its lifetime is less than twice that. */
const RENEW_EARLY_MS = 60_000;

/** Minimum interval of renewals. */
const MIN_LIFETIME_MS = 500;

/** Longer timers of Node (over 24 days) fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One media URL and its reader. */
interface Connection {
  readonly media: MediaVideoSource;
  readonly stream: ResolvedStream;
  /** The sound, where it has a URL of its own. */
  readonly sound: SeparateSound | undefined;
  /** Aborts when the URL is not read any more. */
  readonly left: AbortController;
}

/** A video by the URL of its page; yt-dlp finds the media URL. */
export class StreamModeSource implements VideoSource {
  readonly label: string;
  private known: ResolvedStream | undefined;
  private connection: Connection | undefined;
  private successor: Promise<Connection | undefined> | undefined;
  private abort = new AbortController();
  private opening: Promise<unknown> = Promise.resolve();
  private readonly resumePoint = new ResumePoint();

  constructor(private readonly parts: StreamModeSourceParts) {
    this.label = maskCredentials(parts.url);
  }

  get reconnects(): boolean | 'after-failure' {
    return this.known?.metadata.live === true ? true : 'after-failure';
  }

  get packetsRead(): number {
    return this.connection?.media.packetsRead ?? 0;
  }

  get timestampsMayJump(): boolean {
    return this.connection?.media.timestampsMayJump ?? false;
  }

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    const opening = this.begin(AbortSignal.any([signal, this.abort.signal]), signal);
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { signal } = this.abort;
    for (
      let connection = this.connection;
      connection !== undefined;
      connection = await this.nextConnection()
    ) {
      const { media, stream } = connection;
      let renewed = false;
      if (stream.metadata.live) {
        this.successor = this.renew(stream, signal);
        // Ends the loop below, also while the old URL delivers nothing.
        void this.successor.then((next) => {
          renewed = next !== undefined;
          if (renewed) void media.close();
        });
      }
      try {
        for await (const frame of media.frames()) {
          connection.sound?.frameArrived(frame.captureTimeUs);
          yield frame;
        }
      } catch (error) {
        // The URL itself may be the cause.
        this.known = undefined;
        throw error;
      }
      if (!renewed) return;
    }
  }

  /** Through all renewals of the URL; sound that ends before the video goes on with the next URL. */
  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    let { connection } = this;
    while (connection !== undefined && !signal.aborted) {
      const { media, sound, left } = connection;
      const wanted = AbortSignal.any([signal, left.signal]);
      yield* sound?.frames(wanted) ?? media.audioFrames(wanted);
      await aborted(wanted);
      if (this.connection === connection) return;
      ({ connection } = this);
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const successor = await this.successor;
    this.successor = undefined;
    this.connection?.left.abort();
    await Promise.all([this.connection?.media.close(), successor?.media.close()]);
    this.connection = undefined;
  }

  private async begin(signal: AbortSignal, run: AbortSignal): Promise<VideoSourceInfo> {
    const { known } = this;
    if (known !== undefined && this.lifetimeMs(known) > MIN_LIFETIME_MS) {
      try {
        return await this.openConnection(known, signal, run);
      } catch (error) {
        if (signal.aborted) throw error;
        // Refused before its expiry: a new URL may work.
        this.known = undefined;
      }
    }
    return this.openConnection(await this.resolve(signal), signal, run);
  }

  private async openConnection(
    stream: ResolvedStream,
    signal: AbortSignal,
    run: AbortSignal,
  ): Promise<VideoSourceInfo> {
    const media = this.mediaOf(stream);
    try {
      const info = await media.open(signal, run);
      if (signal.aborted) throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
      this.connection = this.connectionOf(media, stream, info);
      const { sound } = this.connection;
      return { ...info, ...(sound && { audio: sound.format }), metadata: stream.metadata };
    } catch (error) {
      this.known = undefined;
      await media.close();
      throw error;
    }
  }

  private async resolve(signal: AbortSignal): Promise<ResolvedStream> {
    const { url, sourceOptions, logger } = this.parts;
    const stream = await resolveStream(url, sourceOptions, signal);
    if (stream.missingResolution !== undefined && this.known === undefined) {
      const { heights } = stream.metadata;
      logger?.warn(
        `"${this.label}" is not available in ${stream.missingResolution}, only in ${heights.map((height) => `${height}p`).join(', ')}; ` +
          'using the best.',
      );
    }
    this.known = stream;
    return stream;
  }

  /** Opens the next URL before the current one expires; `undefined` if nothing needs renewal. */
  private async renew(stream: ResolvedStream, signal: AbortSignal): Promise<Connection | undefined> {
    const lifetimeMs = this.lifetimeMs(stream);
    const delayMs = Math.max(MIN_LIFETIME_MS, lifetimeMs / 2, lifetimeMs - RENEW_EARLY_MS);
    if (delayMs > MAX_TIMER_MS) return undefined;
    await this.parts.clock.sleep(delayMs, signal);
    if (signal.aborted) return undefined;
    let media: MediaVideoSource | undefined;
    try {
      const renewed = await this.resolve(signal);
      media = this.mediaOf(renewed);
      return this.connectionOf(media, renewed, await media.open(signal));
    } catch (error) {
      await media?.close();
      if (!signal.aborted)
        this.parts.logger?.warn(`The URL of "${this.label}" could not be renewed: ${String(error)}`);
      return undefined;
    }
  }

  private async nextConnection(): Promise<Connection | undefined> {
    const next = await this.successor;
    this.successor = undefined;
    if (next === undefined) return undefined;
    const before = this.connection;
    this.connection = next;
    before?.left.abort();
    await before?.media.close();
    return next;
  }

  private connectionOf(
    media: MediaVideoSource,
    stream: ResolvedStream,
    { live }: VideoSourceInfo,
  ): Connection {
    const { label } = this;
    const { clock, sound: isWanted } = this.parts;
    const request = isWanted ? stream.sound : undefined;
    const sound = request && new SeparateSound({ label, request, clock, live });
    return { media, stream, sound, left: new AbortController() };
  }

  private mediaOf({ request }: ResolvedStream): MediaVideoSource {
    return new MediaVideoSource(
      this.label,
      true,
      () => Promise.resolve(request),
      this.parts.clock,
      this.resumePoint,
      this.parts.logger,
    );
  }

  private lifetimeMs({ expiresAtMs }: ResolvedStream): number {
    const { wallClockMs = Date.now } = this.parts;
    return expiresAtMs === undefined ? Number.POSITIVE_INFINITY : expiresAtMs - wallClockMs();
  }
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return raceAbort(new Promise(() => undefined), signal);
}
