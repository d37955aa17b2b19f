import { setTimeout as sleep } from 'node:timers/promises';
import { loadNodeAv, type NodeAv } from '../../ffmpeg/load-node-av.js';
import { describeTrack } from '../../ffmpeg/relay/described-track.js';
import {
  RelayDeclinedError,
  type PacketRelay,
  type RelayedPacket,
  type StreamDescription,
} from '../../ffmpeg/relay/packet-relay.js';
import { InterleavedTracks } from './interleaved-tracks.js';
import { MediaTrack, type TrackReader } from './media-track.js';
import { PacketBuffer } from './packet-buffer.js';
import { closedError, openingErrorOf, readingErrorOf, RtspSilenceError } from './rtsp-failure.js';
import { RtspSession } from './rtsp-session.js';
import type { MediaSection } from './session-description.js';
import { TrackClock } from './track-clock.js';
import { soundReader, videoReader, type TrackFrame } from './track-readers.js';
import { selectTracks, type SelectedTracks } from './track-selection.js';
import { VideoProbe } from './video-probe.js';

/** How long packets may come of which no frame can be made that can be decoded, before FFmpeg tries: key frames may be rare. */
const PROBE_MS = 8000;

/** How often it is looked whether the server is silent. */
const SILENCE_CHECK_MS = 5000;

/** GStreamer's server refuses who connects before it has put away what the client before was given: some 30 ms. */
const SETTLING_MS = 100;

/** What {@link RtspPackets} is asked for. */
export interface RtspRequest {
  /** Address with credentials. */
  readonly url: string;
  readonly wantsSound: boolean;
  /** How long a server may send nothing once it plays, in milliseconds. */
  readonly silenceMs: number;
  /** The camera is left to FFmpeg. */
  readonly onDeclined?: () => void;
}

/** An RTSP camera, read in this process without a thread that waits for it. */
export class RtspPackets implements PacketRelay {
  private readonly buffer: PacketBuffer;
  private readonly leaving = new AbortController();
  private session: RtspSession | undefined;
  private tracks: InterleavedTracks | undefined;
  private probe: VideoProbe | undefined;
  private isProbed = false;
  private silence: NodeJS.Timeout | undefined;
  private outcome: { readonly error: Error | undefined } | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly request: RtspRequest) {
    this.buffer = new PacketBuffer((isPaused) => {
      const connection = this.session?.connection;
      if (isPaused) connection?.pause();
      else connection?.resume();
    });
  }

  /** Packets that have come and wait to be read. */
  get waiting(): number {
    return this.buffer.length;
  }

  async open(): Promise<readonly StreamDescription[]> {
    const av = await loadNodeAv();
    try {
      return await this.start(av);
    } catch (error) {
      const wasClosed = this.leaving.signal.aborted;
      await this.close();
      if (wasClosed) throw closedError(av);
      const failure = openingErrorOf(av, error);
      if (failure instanceof RelayDeclinedError) {
        this.request.onDeclined?.();
        await sleep(SETTLING_MS);
      }
      throw failure;
    }
  }

  async next(): Promise<RelayedPacket | number> {
    for (;;) {
      const packet = this.buffer.shift();
      if (packet !== undefined) return packet;
      const av = await loadNodeAv();
      if (this.leaving.signal.aborted) return av.AVERROR_EXIT;
      if (this.outcome !== undefined) {
        if (this.outcome.error === undefined) return av.AVERROR_EOF;
        throw readingErrorOf(av, this.outcome.error);
      }
      if (this.buffer.length === 0) await this.buffer.change();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async start(av: NodeAv): Promise<StreamDescription[]> {
    const { signal } = this.leaving;
    const session = await RtspSession.describe(
      this.request.url,
      {
        onPacket: (channel, packet) => this.tracks?.receive(channel, packet),
        onChunkRead: () => this.tracks?.retain(),
        isKnownChannel: (channel) => this.tracks?.knows(channel) ?? false,
        onEnd: (error) => this.ended(error),
      },
      signal,
    );
    this.session = session;
    signal.throwIfAborted();
    const selected = selectTracks(session.description, this.request.wantsSound);
    await this.play(session, selected, av.AV_PKT_FLAG_KEY);
    this.silence = setInterval(() => this.checkSilence(), SILENCE_CHECK_MS);
    this.silence.unref();
    const video = await this.probed(av);
    return selected.sound === undefined ? [video] : [video, describeTrack(av, selected.sound.format)];
  }

  private async play(session: RtspSession, { video, sound }: SelectedTracks, keyFlag: number): Promise<void> {
    const probe = (this.probe = new VideoProbe(video.format));
    const videoClock = new TrackClock(video.format.clockRateHz);
    const tracks = [
      await setUp(
        session,
        video.section,
        0,
        videoClock,
        videoReader(video.format, (frame) => {
          const ticks = videoClock.ticks(frame.timestamp, frame.arrivedUs);
          if (this.isProbed || probe.note(frame, ticks)) this.push(0, ticks, frame, keyFlag);
          // Who waits for the description is woken.
          else this.buffer.notify();
        }),
      ),
    ];
    if (sound !== undefined) {
      const clock = new TrackClock(sound.format.clockRateHz);
      const reader = soundReader(sound.format, (frame) => {
        const ticks = clock.ticks(frame.timestamp, frame.arrivedUs) + frame.offsetTicks;
        // Sound begins with the frames that it belongs to.
        if (probe.hasBegun) this.push(1, ticks, frame, keyFlag);
      });
      tracks.push(await setUp(session, sound.section, 2, clock, reader));
    }
    const all = tracks.map(({ track }) => track);
    this.tracks = new InterleavedTracks(
      all,
      (channel, packet) => session.connection.sendPacket(channel, packet),
      () => this.ended(undefined),
    );
    await session.play((starts) => noteStarts(tracks, starts));
  }

  /** Waits for the frames that tell what the video is. */
  private async probed(av: NodeAv): Promise<StreamDescription> {
    const { probe } = this;
    const startMs = performance.now();
    // A camera that sends nothing is waited for until the time limit of the source.
    const timer = setInterval(() => this.buffer.notify(), 250);
    try {
      for (;;) {
        this.leaving.signal.throwIfAborted();
        const nowMs = performance.now();
        const description = probe?.describe(nowMs * 1000);
        if (description !== undefined) {
          this.isProbed = true;
          return describeTrack(av, description);
        }
        if (this.outcome !== undefined)
          throw this.outcome.error ?? new RelayDeclinedError('the session ended');
        if (this.tracks?.hasVideo === true && nowMs - startMs > PROBE_MS)
          throw new RelayDeclinedError('none of its frames can be decoded');
        await this.buffer.change();
      }
    } finally {
      clearInterval(timer);
    }
  }

  private push(streamIndex: number, ticks: number, { data, keyFrame }: TrackFrame, keyFlag: number): void {
    const pts = BigInt(ticks);
    this.buffer.push({ streamIndex, pts, dts: pts, duration: 0n, flags: keyFrame ? keyFlag : 0, data });
  }

  private ended(error: Error | undefined): void {
    this.outcome ??= { error };
    this.buffer.notify();
  }

  private checkSilence(): void {
    const isSilent = this.buffer.length === 0 && (this.tracks?.silentMs ?? 0) > this.request.silenceMs;
    if (isSilent) this.ended(new RtspSilenceError('nothing has come'));
  }

  private async end(): Promise<void> {
    this.leaving.abort();
    clearInterval(this.silence);
    this.tracks?.close();
    this.buffer.clear();
    this.buffer.notify();
    await this.session?.close();
  }
}

interface NamedTrack {
  readonly url: string;
  readonly track: MediaTrack;
}

async function setUp(
  session: RtspSession,
  section: MediaSection,
  wantedChannel: number,
  clock: TrackClock,
  reader: TrackReader,
): Promise<NamedTrack> {
  const { channel, url } = await session.setUp(section, wantedChannel);
  return { url, track: new MediaTrack({ channel, payloadType: section.payloadType, clock, reader }) };
}

/** Of one track alone, a start would move it away from the other. */
function noteStarts(tracks: readonly NamedTrack[], starts: ReadonlyMap<string, number>): void {
  const found = tracks.map(({ url, track }) => {
    // Some servers name tracks by the end of their address.
    const [, start] = [...starts].find(([name]) => url === name || url.endsWith(`/${name}`)) ?? [];
    return { track, start };
  });
  if (found.some(({ start }) => start === undefined)) return;
  for (const { track, start = 0 } of found) track.clock.startsAt(start);
}
