import { concat, map, NEVER, type Observable, of, tap } from 'rxjs';
import { codecNames, codecs } from '../codecs/codecs.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import { renditionKeyId, sourceVideoOf, type MediaCodec, type RenditionKey } from '../media/rendition-key.js';
import type { StreamFrame } from '../pipeline/latest-frame-slot.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { EncodedRendition } from './encoded-rendition.js';
import { StreamAdaptation, type AdaptedRendition } from './ladder/stream-adaptation.js';
import type { LocalStreamEngineParts } from './local-stream-engine-parts.js';
import { PassthroughMonitor } from './passthrough/passthrough-monitor.js';
import type { PassthroughRendition } from './passthrough/passthrough-rendition.js';
import type { RenditionDescription } from './stream-engine.js';

/**
 * What makes the renditions of a stream with one set of options. An engine replaces it by another one when options change, and
 * its subscriptions go on.
 */
export class StreamPipeline {
  /** See `StreamEngine.renditions$`. Does not complete while it is in use. */
  readonly renditions$: Observable<readonly RenditionDescription[]>;
  private readonly monitor: PassthroughMonitor | undefined;
  private readonly adaptation: StreamAdaptation;
  private readonly passed = new Map<VideoCodec, PassthroughRendition>();
  /** The source that the ladder has been told the size of. */
  private sizedFor: VideoSourceInfo | undefined;

  /** @param renditions those in use, of this pipeline alone */
  constructor(
    readonly parts: LocalStreamEngineParts,
    renditions: () => Iterable<AdaptedRendition>,
  ) {
    const { capture, passthrough, onError } = parts;
    this.monitor =
      passthrough &&
      new PassthroughMonitor({
        ...passthrough,
        capture,
        onFrame: (frame) => this.passThrough(frame),
        onError,
      });
    this.renditions$ =
      this.monitor?.description$.pipe(map((description) => [description])) ?? concat(of([]), NEVER);
    this.adaptation = new StreamAdaptation(parts.ladder, renditions);
    this.noteChangedFrames();
  }

  /** Whether the source's own frames of a codec may be sent. */
  passesThrough(codec: VideoCodec): boolean {
    return this.monitor !== undefined && codecs[codec].passesThrough;
  }

  /** Whether a rendition of the source's own frames has viewers who wait to hear whether passthrough is possible. */
  isWaitedFor(codec: MediaCodec): boolean {
    const { monitor } = this;
    return monitor?.isAvailable !== true || monitor.codec !== codec;
  }

  /**
   * Starts a rendition.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  create(key: RenditionKey): EncodedRendition | PassthroughRendition {
    const { name, feed, createRendition, passthrough, ladder } = this.parts;
    const rendition = renditionKeyId(key);
    if (key.track !== 'video') {
      throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName: name, rendition });
    }
    const isSource = codecNames.includes(key.codec) && rendition === renditionKeyId(sourceVideoOf(key.codec));
    if (passthrough !== undefined && isSource && codecs[key.codec].passesThrough) {
      return this.createPassthrough(key.codec, passthrough.createRendition(key.codec));
    }
    const isKnown = ladder.rungNames.includes(key.rung) && codecNames.includes(key.codec);
    if (!isKnown) {
      throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName: name, rendition });
    }
    const encode = createRendition(key);
    this.adaptation.onEncoderAdded();
    encode.encoder.feedFrom(feed.frames$.pipe(tap((frame) => this.onStreamFrame(frame))));
    return encode;
  }

  /** The source is live: tells the ladder its size. */
  noteSourceSize(): void {
    const { capture, ladder, processedSize } = this.parts;
    if (capture.info === undefined || capture.info === this.sizedFor) return;
    this.sizedFor = capture.info;
    ladder.setSize(processedSize(capture.info));
  }

  /** A stage has been set to change the frames, or not to. */
  noteChangedFrames(): void {
    this.monitor?.setFramesAreChanged(this.parts.stages.changesFrames);
  }

  /** Takes no more frames, and frees what it is made of. What is in the pool is closed by the pool, before `complete`. */
  async close(): Promise<void> {
    await this.parts.feed.close();
    this.monitor?.close();
    this.parts.ladder.close();
  }

  /** Ends what is left when its renditions are closed. */
  async complete(): Promise<void> {
    await this.parts.jpeg.close();
    this.parts.feed.complete();
  }

  private onStreamFrame({ frame, isSlate }: StreamFrame): void {
    if (!isSlate) this.parts.ladder.setSize(frame);
    this.adaptation.onFrame(this.parts.clock.nowUs());
  }

  private passThrough(frame: EncodedFrame): void {
    this.adaptation.onFrame(this.parts.clock.nowUs());
    this.passed.get(frame.codec)?.push(frame);
  }

  private createPassthrough(codec: VideoCodec, rendition: PassthroughRendition): PassthroughRendition {
    const { monitor } = this;
    const source = this.renditions$.subscribe();
    source.add(() => {
      if (this.passed.get(codec) === rendition) this.passed.delete(codec);
    });
    rendition.feedFrom({
      source,
      delivers: () => monitor?.isAvailable === true && monitor.codec === codec,
      bitrateBps: () => monitor?.bitrateBps,
    });
    if (rendition.delivers) for (const frame of this.parts.capture.encodedGop.frames) rendition.push(frame);
    this.passed.set(codec, rendition);
    return rendition;
  }
}
