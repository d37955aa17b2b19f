import type { Unsubscribable } from 'rxjs';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { fullVideo, renditionKeyId, sourceVideo, type RenditionKey } from '../../media/rendition-key.js';
import type { FrameSink, RenditionDescription, StreamEngine, Subscription } from '../stream-engine.js';

/** A viewer's subscription, which goes to whichever rendition suits. */
export type ViewerSubscription = Omit<Subscription, 'switchTo'>;

const sourceId = renditionKeyId(sourceVideo);

/** Which rendition serves an H.264 viewer, given what there is and what it decodes. */
export function selectH264Rendition(
  renditions: readonly RenditionDescription[],
  accepts: (profile: string) => boolean,
): RenditionKey {
  const source = renditions.find(({ key }) => renditionKeyId(key) === sourceId);
  if (source === undefined || source.availability === 'unavailable') return fullVideo(sourceVideo.codec);
  // It costs nothing to wait there, and an encode would be for nothing where the source turns out to be good.
  if (source.availability === 'unknown') return sourceVideo;
  const { h264Profile } = source;
  return h264Profile !== undefined && accepts(h264Profile) ? sourceVideo : fullVideo(sourceVideo.codec);
}

/**
 * Subscribes a viewer of a codec to the rendition that suits it, and switches it when another suits it better.
 *
 * @param accepts for H.264: whether the viewer decodes a profile, given as four hex digits
 */
export function subscribeViewer(
  engine: Pick<StreamEngine, 'describe' | 'renditions$' | 'subscribe'>,
  codec: VideoCodec,
  accepts: (profile: string) => boolean = () => true,
): ViewerSubscription {
  const selects = codec === sourceVideo.codec && engine.describe().passthroughEnabled;
  return selects ? new PassthroughSelector(engine, accepts) : engine.subscribe(fullVideo(codec));
}

/**
 * Serves one H.264 viewer with the source's own frames while there are some that it decodes, else from the encoder. Runs over
 * any engine: news and frames may come late, so that frames it does not decode are kept from it here.
 */
export class PassthroughSelector implements ViewerSubscription {
  private readonly subscription: Subscription;
  private readonly watching: Unsubscribable;
  private profile: { readonly name: string; readonly isAccepted: boolean } | undefined;

  constructor(
    engine: Pick<StreamEngine, 'renditions$' | 'subscribe'>,
    private readonly accepts: (profile: string) => boolean,
  ) {
    let subscription: Subscription | undefined;
    let key = sourceVideo;
    this.watching = engine.renditions$.subscribe((renditions) => {
      key = selectH264Rendition(renditions, accepts);
      subscription?.switchTo(key);
    });
    try {
      subscription = engine.subscribe(key);
    } catch (error) {
      this.watching.unsubscribe();
      throw error;
    }
    this.subscription = subscription;
    // What was said while it subscribed.
    subscription.switchTo(key);
  }

  prepare(): void {
    this.subscription.prepare();
  }

  attach(sink: FrameSink): void {
    this.subscription.attach({
      get viewers() {
        return sink.viewers ?? 1;
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
    this.watching.unsubscribe();
    this.subscription.release();
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
