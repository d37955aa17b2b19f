import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import type { LineTail } from '../child-process/line-tail.js';
import {
  isAudioStream,
  mayHaveSound,
  type ProgramSoundRequest,
  type SoundInput,
} from './program-sound-request.js';

/** What {@link ProgramSoundPlan} needs to know of its source. */
export interface ProgramSoundPlanParts {
  readonly label: string;
  /** Whether the sound is wanted. */
  readonly sound: boolean;
  readonly sourceOptions: SourceOptions;
  readonly logger?: StreamLogger | undefined;
}

/**
 * Whether to ask the ffmpeg program for sound. The program fails as a whole if there is none, or none that it can decode: it is
 * then started without, from then on.
 */
export class ProgramSoundPlan {
  /** What to ask for; `undefined` for frames alone. */
  request: ProgramSoundRequest | undefined;
  private isGivenUp = false;
  private isDoubted = false;
  private hasAudioStream = false;
  /** Why the attempt before failed, if the sound may be the cause. */
  private fault: string | undefined;

  constructor(private readonly parts: ProgramSoundPlanParts) {}

  /** @param input where the sound is, if not in the request itself */
  prepare(request: MediaInputRequest, input: SoundInput | undefined): void {
    const { sound, sourceOptions } = this.parts;
    this.isDoubted = false;
    const isWanted = sound && !this.isGivenUp && mayHaveSound(request, sourceOptions);
    this.request = isWanted ? (input ?? 'own') : undefined;
  }

  /** Notes which streams a run of the program lists. */
  watch(messages: LineTail): void {
    this.hasAudioStream = false;
    const unsubscribe = messages.onLine((line) => {
      if (line.startsWith('Output #')) unsubscribe();
      else this.hasAudioStream ||= isAudioStream(line);
    });
  }

  /** Whether the run has sound. */
  get isThere(): boolean {
    return this.request !== undefined && this.hasAudioStream;
  }

  /** The program has failed. Whether the sound may be the cause, so that a run without it may succeed. */
  giveUp(lastLines: readonly string[]): boolean {
    const { request } = this;
    if (request === undefined) return false;
    const isMissing = lastLines.some((line) =>
      /[Oo]utput file (?:#1 )?does not contain any stream/.test(line),
    );
    if (!isMissing && !this.hasAudioStream && request === 'own') return false;
    this.fault = this.hasAudioStream || request !== 'own' ? (lastLines.at(-1) ?? '') : undefined;
    this.request = undefined;
    this.isDoubted = true;
    return true;
  }

  /** The program has begun to write frames. */
  succeeded(): void {
    if (!this.isDoubted) return;
    // The frames alone can be read: the sound was the cause.
    this.isGivenUp = true;
    if (this.fault !== undefined)
      this.parts.logger?.warn(`"${this.parts.label}" is shown without sound: ${this.fault}`);
  }
}
