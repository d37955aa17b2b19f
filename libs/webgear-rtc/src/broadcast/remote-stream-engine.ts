import { Observable, ReplaySubject, share, Subject, takeUntil, tap } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import {
  isAudioRendition,
  renditionKeyId,
  sourceRung,
  type RenditionKey,
  type TrackKind,
} from '../media/rendition-key.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';
import type { FrameBusClient, StreamFacts } from './frame-bus.js';
import { RemoteRendition } from './remote-rendition.js';
import { RenditionPool } from './rendition-pool.js';
import type {
  AudioDescription,
  FrameSink,
  LadderDescription,
  RenditionDescription,
  StreamDescription,
  StreamEngine,
  Subscription,
} from './stream-engine.js';

/** What a remote engine is made of. */
export interface RemoteStreamEngineParts {
  readonly bus: FrameBusClient;
  readonly description: StreamDescription;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/**
 * A stream that is made in another thread, process or machine.
 *
 * Its frames come over a bus once per rendition, whatever the number of viewers here; renditions are shared, cached and
 * switched here as they are where the stream is made.
 */
export class RemoteStreamEngine implements StreamEngine {
  readonly renditions$: Observable<readonly RenditionDescription[]>;
  readonly ladder$: Observable<LadderDescription>;
  readonly state$: Observable<StreamState>;
  /** One for each kind of track: a subscription does not change from one to the other. */
  private readonly pools: Readonly<Record<TrackKind, RenditionPool<RemoteRendition>>>;
  private readonly closed = new Subject<void>();
  /** What is available of the described renditions, while there are subscribers of {@link renditions$}. */
  private available = new Set<string>();
  private serial = 0;
  private state: StreamState = 'idle';
  private closing: Promise<void> | undefined;
  private description: StreamDescription;

  constructor(private readonly parts: RemoteStreamEngineParts) {
    const { bus, description, clock, onError } = parts;
    const stream = description.name;
    this.description = description;
    this.renditions$ = this.watch('renditions').pipe(tap((renditions) => this.note(renditions)));
    this.ladder$ = this.watch('ladder');
    this.state$ = this.watch('state').pipe(tap((state) => (this.state = state)));
    const createPool = (track: TrackKind): RenditionPool<RemoteRendition> =>
      new RenditionPool({
        create: (key) => {
          this.refuseUnknown(key, track);
          const id = renditionKeyId(key);
          const delivers = (): boolean =>
            track === 'audio' || key.rung !== sourceRung || this.available.has(id);
          return new RemoteRendition({ bus, stream, key, serial: ++this.serial, delivers, clock, onError });
        },
        clock,
        onError,
      });
    this.pools = { video: createPool('video'), audio: createPool('audio') };
  }

  get name(): string {
    return this.description.name;
  }

  describe(): StreamDescription {
    return this.description;
  }

  /** The stream has other options from now on: other rungs, for example. Its clocks are the same. */
  redescribe(description: StreamDescription): void {
    this.description = description;
  }

  h264LevelIdc(waitMs: number): Promise<number> {
    return this.parts.bus.query({ kind: 'h264-level', stream: this.name, waitMs });
  }

  audio(waitMs: number): Promise<AudioDescription | undefined> {
    return this.parts.bus.query({ kind: 'audio', stream: this.name, waitMs });
  }

  subscribe(key: RenditionKey, sink?: FrameSink): Subscription {
    const { serial } = this;
    const subscription = this.pools[key.track].subscribe(key, sink);
    // The host only hears of the first subscription to a rendition, by its demand.
    if (this.serial === serial) this.parts.bus.send({ kind: 'wake', stream: this.name, key });
    return subscription;
  }

  /** Counts what has come here; of the source only its state is known. */
  stats(): StreamStats {
    return {
      streamName: this.name,
      state: this.closing === undefined ? this.state : 'closed',
      framesCaptured: 0,
      framesDecoded: 0,
      framesDropped: 0,
      renditions: [...this.pools.video.stats(), ...this.pools.audio.stats()],
      jpeg: { readers: 0, framesEncoded: 0, bytesEncoded: 0 },
    };
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private note(renditions: readonly RenditionDescription[]): void {
    const available = renditions.filter(({ availability }) => availability === 'available');
    this.available = new Set(available.map(({ key }) => renditionKeyId(key)));
  }

  /** Known without asking the host: encodes of each codec and rung, and the source's own packets where those are sent. */
  private refuseUnknown(key: RenditionKey, track: TrackKind): void {
    const { codecs, passthroughEnabled, tracks, rungs } = this.description;
    const isKnown =
      key.track === track &&
      tracks.some(({ kind }) => kind === track) &&
      (key.track === 'audio'
        ? isAudioRendition(key)
        : key.rung === sourceRung
          ? passthroughEnabled
          : codecs.includes(key.codec) && rungs.includes(key.rung));
    if (isKnown) return;
    throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', {
      streamName: this.name,
      rendition: renditionKeyId(key),
    });
  }

  private watch<Fact extends keyof StreamFacts>(fact: Fact): Observable<StreamFacts[Fact]> {
    const { bus } = this.parts;
    const stream = this.description.name;
    return new Observable<StreamFacts[Fact]>((subscriber) => {
      const updates = bus.onUpdate(stream, fact, (value) => subscriber.next(value));
      bus.send({ kind: 'watch', stream, fact, on: true });
      return () => {
        updates.unsubscribe();
        bus.send({ kind: 'watch', stream, fact, on: false });
      };
    }).pipe(takeUntil(this.closed), share({ connector: () => new ReplaySubject(1) }));
  }

  private async end(): Promise<void> {
    this.closed.next();
    await Promise.all([this.pools.video.close(), this.pools.audio.close()]);
  }
}
