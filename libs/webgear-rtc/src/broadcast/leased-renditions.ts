import type { Observable } from 'rxjs';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { RenditionStats } from '../media/stream-stats.js';
import { LeasedRendition, type RenditionLease } from './leased-rendition.js';
import type { Rendition } from './rendition.js';

/** What encodes are made of. */
export interface LeasedRenditionsParts {
  readonly create: (codec: VideoCodec) => Rendition;
  /** Pictures to encode; the source is open while somebody listens. */
  readonly frames$: Observable<VideoFrame>;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/** One encode for each codec in use, from its first lease to its last. */
export class LeasedRenditions {
  private readonly renditions = new Map<VideoCodec, LeasedRendition>();

  constructor(private readonly parts: LeasedRenditionsParts) {}

  lease(codec: VideoCodec): RenditionLease {
    const rendition = this.renditions.get(codec) ?? this.open(codec);
    return rendition.lease();
  }

  stats(): RenditionStats[] {
    return [...this.renditions.values()].map((rendition) => rendition.stats());
  }

  async close(): Promise<void> {
    await Promise.all([...this.renditions.values()].map((rendition) => rendition.close()));
    this.renditions.clear();
  }

  private open(codec: VideoCodec): LeasedRendition {
    const { create, frames$, clock, onError } = this.parts;
    const encode = create(codec);
    const feed = frames$.subscribe((frame) => encode.push(frame));
    const rendition = new LeasedRendition(encode, feed, clock, () => {
      this.renditions.delete(codec);
      rendition.close().catch(onError);
    });
    this.renditions.set(codec, rendition);
    return rendition;
  }
}
