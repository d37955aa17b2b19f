import { Subscription as Listening } from 'rxjs';
import { codecs } from '../codecs/codecs.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { indexOfBestRung } from './rung-limit.js';
import {
  fullRung,
  fullVideo,
  renditionKeyId,
  sourceRung,
  sourceVideoOf,
  videoRung,
  type RenditionKey,
} from '../media/rendition-key.js';
import type {
  FrameSink,
  LadderDescription,
  RenditionDescription,
  RungDescription,
  StreamEngine,
  Subscription,
} from './stream-engine.js';

/** A viewer's subscription: to the source's own frames or an encode, on the rung that was selected. */
export interface ViewerSubscription extends Omit<Subscription, 'switchTo'> {
  /** The rungs there are for this viewer now, best first: `source` or `full`, then the lower ones. */
  readonly rungs: readonly RungDescription[];
  /** The rung it is served from, or is being switched to. */
  readonly rung: string;
  /**
   * See {@link LadderDescription.encoderFollows}. `false` while the best rung is `source`, which follows nothing: a path that
   * carries half of its rate would otherwise be taken for good enough.
   */
  readonly encoderFollows: boolean;
  /**
   * Serves it from another rung, from a key frame of that rung on, which is requested where it can be. `full` and `source`
   * both mean the best one there is. A name that is not among {@link rungs} is ignored.
   */
  select(rung: string): void;
  /**
   * Calls back when the ladder has changed: with the first frame of a source its lower rungs become known, and who wants one of
   * them selects it before anything is encoded. One listener only.
   */
  watchLadder(onChange: () => void): void;
}

/** What a viewer is served by. */
export type ViewerEngine = Pick<StreamEngine, 'describe' | 'renditions$' | 'ladder$' | 'subscribe'>;

/** Before an engine has said its ladder, which takes a moment over a bus. */
const unknownLadder: LadderDescription = {
  rungs: [{ rung: fullRung, width: 0, height: 0, bitrateBps: 2_000_000 }],
  encoderFollows: false,
};

/** Which rendition serves a viewer of the best rung, given what there is and what it decodes. */
export function selectBestRendition(
  codec: VideoCodec,
  renditions: readonly RenditionDescription[],
  accepts: (profile: string) => boolean,
): RenditionKey {
  const source = renditions.find(({ key }) => key.rung === sourceRung);
  if (source === undefined || source.availability === 'unavailable') return fullVideo(codec);
  // It costs nothing to wait there, and an encode would be for nothing where the source turns out to be good.
  if (source.availability === 'unknown') return sourceVideoOf(codec);
  const { key, h264Profile } = source;
  // The formats of other codecs that are passed through are those that a viewer of the codec decodes.
  const isDecoded = codec !== 'h264' || (h264Profile !== undefined && accepts(h264Profile));
  return key.codec === codec && isDecoded ? key : fullVideo(codec);
}

/**
 * Subscribes a viewer of a codec to the best rung, and switches it when another rendition suits it or another rung is
 * selected.
 *
 * @param accepts for H.264: whether the viewer decodes a profile, given as four hex digits
 * @param maxRung name of the best rung it may be sent, or `<height>p` for the best that is no higher; where there is none, the
 *   lowest
 */
export function subscribeViewer(
  engine: ViewerEngine,
  codec: VideoCodec,
  accepts: (profile: string) => boolean = () => true,
  maxRung: string = fullRung,
): ViewerSubscription {
  return new RungSubscription(engine, codec, accepts, maxRung);
}

/**
 * Serves one viewer from its rung; on the best one, it gets the source's own frames while there are some of its codec that
 * it decodes, else those of the encoder. Runs over any engine: news and frames may come late, so that frames it does
 * not decode are kept from it here.
 */
class RungSubscription implements ViewerSubscription {
  private readonly subscription: Subscription;
  private readonly listening = new Listening();
  /** Whether it may get frames of the source, which have profiles that it may not decode. */
  private readonly passesThrough: boolean;
  private ladder = unknownLadder;
  /** The rungs it may be sent; kept, so that the list is the same one until the ladder changes. */
  private allowed = unknownLadder.rungs;
  private source: RenditionDescription | undefined;
  /** Rendition of the best rung. */
  private best: RenditionKey;
  private target: RenditionKey;
  /** What was selected; `full` for the best. It comes back with a ladder that has it again. */
  private selected: string = fullRung;
  private onLadderChange = (): void => undefined;
  private profile: { readonly name: string; readonly isAccepted: boolean } | undefined;

  constructor(
    engine: ViewerEngine,
    private readonly codec: VideoCodec,
    private readonly accepts: (profile: string) => boolean,
    private readonly maxRung: string,
  ) {
    this.passesThrough = codecs[codec].passesThrough && engine.describe().passthroughEnabled;
    this.best = this.passesThrough ? sourceVideoOf(codec) : fullVideo(codec);
    this.target = this.best;
    let subscription: Subscription | undefined;
    const update = (): void => {
      this.target = this.keyOf(this.selected);
      subscription?.switchTo(this.target);
    };
    this.listening.add(
      engine.ladder$.subscribe((ladder) => {
        this.ladder = ladder;
        this.allowed = ladder.rungs.slice(indexOfBestRung(ladder, this.maxRung));
        update();
        this.onLadderChange();
      }),
    );
    if (this.passesThrough) {
      this.listening.add(
        engine.renditions$.subscribe((renditions) => {
          this.best = selectBestRendition(codec, renditions, accepts);
          this.source = renditions.find(({ key }) => key.rung === sourceRung);
          update();
        }),
      );
    }
    try {
      subscription = engine.subscribe(this.target);
    } catch (error) {
      this.listening.unsubscribe();
      throw error;
    }
    this.subscription = subscription;
    // What was said while it subscribed.
    update();
  }

  get rungs(): readonly RungDescription[] {
    const [full, ...lower] = this.allowed;
    if (full?.rung !== this.ladder.rungs[0]?.rung || full === undefined) return this.allowed;
    if (this.best.rung !== sourceRung) return this.allowed;
    const { width = 0, height = 0, bitrateBps = full.bitrateBps } = this.source ?? {};
    return [{ rung: sourceRung, width, height, bitrateBps }, ...lower];
  }

  get rung(): string {
    return this.target.rung;
  }

  get encoderFollows(): boolean {
    return this.ladder.encoderFollows && this.best.rung !== sourceRung;
  }

  select(rung: string): void {
    const isBest = rung === fullRung || rung === sourceRung;
    if (!isBest && !this.has(rung)) return;
    this.selected = isBest ? fullRung : rung;
    const key = this.keyOf(this.selected);
    if (renditionKeyId(key) === renditionKeyId(this.target)) return;
    this.target = key;
    // The frames since the source's last key frame, all at once, would be what the path has just not carried.
    this.subscription.switchTo(key, key.rung === sourceRung ? 'next-key-frame' : 'cached');
  }

  watchLadder(onChange: () => void): void {
    this.onLadderChange = onChange;
  }

  prepare(): void {
    this.subscription.prepare();
  }

  attach(sink: FrameSink): void {
    if (!this.passesThrough) return this.subscription.attach(sink);
    this.subscription.attach({
      get viewers() {
        return sink.viewers ?? 1;
      },
      get bandwidthBps() {
        return sink.bandwidthBps;
      },
      // A frame that is ignored is not lost: the viewer gets a key frame from where it is switched to.
      sendFrame: (frame) => !this.decodes(frame) || sink.sendFrame(frame),
    });
  }

  requestKeyFrame(): void {
    this.subscription.requestKeyFrame();
  }

  framesDropped(): number {
    return this.subscription.framesDropped();
  }

  release(): void {
    // In this order: what the source says when nobody watches any more is no news for this viewer.
    this.listening.unsubscribe();
    this.subscription.release();
  }

  private has(rung: string): boolean {
    return this.allowed.some((each) => each.rung === rung);
  }

  /** Where the ladder has become shorter than what was selected, its lowest rung. */
  private keyOf(selected: string): RenditionKey {
    const wanted = selected === fullRung ? (this.allowed[0]?.rung ?? fullRung) : selected;
    const rung = this.has(wanted) ? wanted : (this.allowed.at(-1)?.rung ?? fullRung);
    return rung === this.ladder.rungs[0]?.rung ? this.best : videoRung(this.codec, rung);
  }

  private decodes({ h264Profile }: PacketizedFrame): boolean {
    // Empty where the source does not say it.
    if (h264Profile === undefined || h264Profile === '') return true;
    if (this.profile?.name !== h264Profile) {
      this.profile = { name: h264Profile, isAccepted: this.accepts(h264Profile) };
    }
    return this.profile.isAccepted;
  }
}
