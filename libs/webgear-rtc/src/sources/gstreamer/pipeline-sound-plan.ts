import type { MediaProcess } from '../child-process/media-process.js';
import { chainsOf, soundChainIndex, type PipelineChain } from './pipeline-chains.js';

/** A line of GStreamer's log begins with the time. */
const LOG_LINE = /^\d+:\d\d:/;

/**
 * Whether to run the chain of a pipeline that has the sound. A fault in it ends the whole pipeline, which is then started
 * without that chain, from then on.
 */
export class PipelineSoundPlan {
  private readonly soundChain: PipelineChain;
  private readonly otherWords: readonly string[];
  /** What the program said of the sound. */
  private fault: string | undefined;
  private isGivenUp = false;

  /** @param warn receives why there is no sound, once */
  constructor(
    private readonly allWords: readonly string[],
    hasSound: boolean,
    private readonly warn: (reason: string) => void,
  ) {
    const chains = chainsOf(allWords);
    const index = hasSound ? soundChainIndex(chains) : -1;
    this.soundChain = chains[index] ?? [];
    this.otherWords = chains.filter((_, other) => other !== index).flat();
  }

  /** The words of the pipeline to run. */
  get words(): readonly string[] {
    return this.isGivenUp ? this.otherWords : this.allWords;
  }

  /** Whether the running program has found nothing to link the elements of the sound to. */
  get isMissing(): boolean {
    return !this.isGivenUp && this.fault !== undefined;
  }

  /** Notes what the program says of the sound. */
  watch({ messages, prints }: Pick<MediaProcess, 'messages' | 'prints'>): void {
    this.fault = undefined;
    if (!this.isRemovable || this.isGivenUp) return;
    for (const output of [messages, prints]) output.onLine((line) => LOG_LINE.test(line) || this.read(line));
  }

  /** The program has failed to start. Whether to start it again, without the sound. */
  giveUp(lastLines: readonly string[]): boolean {
    if (this.isGivenUp || !this.isRemovable) return false;
    if (this.fault === undefined && !lastLines.some((line) => this.concernsSound(line))) return false;
    this.leaveOut(this.fault ?? lastLines.find((line) => this.concernsSound(line)) ?? '');
    return true;
  }

  private read(line: string): void {
    if (/failed delayed linking/i.test(line) && this.concernsSound(line)) this.fault ??= line;
    // A pipeline that fails while it runs is started again by the supervisor.
    else if (line.startsWith('ERROR: from element ') && this.concernsSound(line)) this.leaveOut(line);
  }

  private leaveOut(reason: string): void {
    if (this.isGivenUp) return;
    this.isGivenUp = true;
    this.warn(reason);
  }

  /** Other chains may refer to an element by its name. */
  private get isRemovable(): boolean {
    const names = this.soundChain.filter((word) => word.startsWith('name=')).map((word) => word.slice(5));
    return (
      this.soundChain.length > 0 &&
      !names.some((name) => this.otherWords.some((word) => word.startsWith(`${name}.`)))
    );
  }

  /** Whether a line names an element that only the chain of the sound has, such as `GstOpusDec:opusdec0` or `"opusdec"`. */
  private concernsSound(line: string): boolean {
    const named = new Set(
      line
        .toLowerCase()
        .match(/[a-z][\w-]*/g)
        ?.map((word) => word.replace(/\d+$/, '')),
    );
    const added = ['audioconvert', 'audioresample', 'audiorate', 'webgear_rtc_sound'];
    const elements = this.soundChain.filter((word) => /^[a-z][\w-]*$/i.test(word));
    return [...elements, ...added].some(
      (element) => named.has(element.toLowerCase()) && !this.otherWords.includes(element),
    );
  }
}
