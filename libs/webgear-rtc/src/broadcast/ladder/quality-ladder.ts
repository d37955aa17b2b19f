import { BehaviorSubject, type Observable } from 'rxjs';
import type { FrameSize } from '../../media/video-frame.js';
import type { LadderDescription, RungDescription } from '../stream-engine.js';
import { ladderRungNames, planLadder, type LadderOptions, type PlannedRung } from './plan-ladder.js';

/** What a rate is chosen for while the source has not said its size. */
const assumedSize: FrameSize = { width: 1920, height: 1080 };

/** The rungs of one stream, for the size that its frames have now. */
export class QualityLadder {
  /** Names of all rungs that there may be, best first. */
  readonly rungNames: readonly string[];
  private size: FrameSize | undefined;
  private planned: readonly PlannedRung[];
  private follows = true;
  private readonly descriptions: BehaviorSubject<LadderDescription>;

  private readonly mayFollow: boolean;

  /** @param passthroughOnly whether the best rung is always the source's own encoding, which follows nothing */
  constructor(
    private options: LadderOptions,
    { passthroughOnly = false } = {},
  ) {
    this.rungNames = ladderRungNames(options);
    this.mayFollow = !passthroughOnly || this.rungNames.length > 1;
    this.planned = planLadder(options, assumedSize);
    this.descriptions = new BehaviorSubject(this.describe());
  }

  /** Now and after each change. */
  get description$(): Observable<LadderDescription> {
    return this.descriptions.asObservable();
  }

  /** Whether encoders adapt to the bandwidth of viewers now. */
  get encoderFollows(): boolean {
    return this.follows && this.mayFollow;
  }

  /** Whether there is anything to decide for each viewer. */
  get isAdaptive(): boolean {
    return this.rungNames.length > 1 || this.mayFollow;
  }

  /** Whether the stream has one rung only, whatever the size of its frames. */
  get isSingle(): boolean {
    return this.options.renditions === 'single';
  }

  /** See {@link LadderDescription.encoderFollows}. */
  setFollows(follows: boolean): void {
    if (follows === this.follows) return;
    this.follows = follows;
    this.descriptions.next(this.describe());
  }

  /** The frames have this size from now on, before they are scaled for a rung. */
  setSize({ width, height }: FrameSize): void {
    if (width === this.size?.width && height === this.size.height) return;
    this.size = { width, height };
    this.planned = planLadder(this.options, this.size);
    this.descriptions.next(this.describe());
  }

  /** The best rung has this rate from now on, and lower ones theirs by it; `undefined` for the one of its size. */
  setBitrate(bitrateBps: number | undefined): void {
    this.options = { ...this.options, bitrateBps };
    this.planned = planLadder(this.options, this.size ?? assumedSize);
    this.descriptions.next(this.describe());
  }

  /** A rung for frames of a size; the lowest for one that the ladder does not have at this size. */
  plan(rung: string, size: FrameSize = this.size ?? assumedSize): PlannedRung {
    const isUsual = size.width === this.size?.width && size.height === this.size.height;
    const planned = isUsual ? this.planned : planLadder(this.options, size);
    const found = planned.find((each) => each.rung === rung) ?? planned.at(-1);
    if (found === undefined) throw new TypeError('A ladder without rungs');
    return found;
  }

  /** Whether there is no rung below. */
  isLowest(rung: string): boolean {
    return this.planned.at(-1)?.rung === rung;
  }

  /** Completes {@link description$}. */
  close(): void {
    this.descriptions.complete();
  }

  /** Before the size is known, nothing can be said of the rungs below the best. */
  private describe(): LadderDescription {
    const rungs = (this.size === undefined ? this.planned.slice(0, 1) : this.planned).map(
      ({ rung, width, height, bitrateBps }): RungDescription => ({
        rung,
        width: this.size === undefined ? 0 : width,
        height: this.size === undefined ? 0 : height,
        bitrateBps,
      }),
    );
    return { rungs, encoderFollows: this.encoderFollows };
  }
}
