import { isObservable, type Observable } from 'rxjs';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { AudioInput } from '../../media/audio-input.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { raceAbort } from '../playback/deferred.js';
import { AudioInputClock } from './audio-input-clock.js';
import { assertAudioInput, readAudioInput } from './audio-input-reader.js';

/** Sound of an application, in either form. */
export type AudioInputs = AsyncIterable<AudioInput> | Observable<AudioInput>;

/** How to play the sound of an application. */
export interface CustomAudioParts {
  /** Begins to make the sound. */
  readonly open: () => AudioInputs;
  readonly clock: CaptureClock;
  /** From the times that frames state to capture times; `undefined` while they state none. */
  readonly frameOffsetUs: () => number | undefined;
  /** Receives the error for an input that is not sound. */
  readonly onInvalid: (error: unknown) => void;
}

/** Longest frame that is emitted at once, in milliseconds. */
const FRAME_MS = 20;

/** An iterable that is always ready with something invalid must not block the event loop. */
const AFTER_INVALID_MS = 20;

/** Sound that waits to be emitted, in frames: what the clock of pushed sound allows, and one burst more. */
const MAX_WAITING = 200;

/**
 * The sound of an application, with capture times of the clock, each frame when it is due, until it ends or the signal aborts.
 * Rejects with what the application throws.
 */
export async function* customAudio(parts: CustomAudioParts, signal: AbortSignal): AsyncGenerator<AudioFrame> {
  const inputs = parts.open();
  const frames = isObservable(inputs) ? pushed(inputs, parts, signal) : pulled(inputs, parts, signal);
  for await (const frame of frames) {
    for (const piece of piecesOf(frame)) {
      const earlyMs = (piece.captureTimeUs - parts.clock.nowUs()) / 1000;
      if (earlyMs > 0) await parts.clock.sleep(earlyMs, signal);
      if (signal.aborted) return;
      yield piece;
    }
  }
}

async function* pulled(
  inputs: AsyncIterable<AudioInput>,
  { clock, frameOffsetUs, onInvalid }: CustomAudioParts,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame> {
  const times = new AudioInputClock(frameOffsetUs, true);
  const iterator = inputs[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await raceAbort(iterator.next(), signal);
      if (next === undefined || next.done === true || signal.aborted) return;
      try {
        const frame = timed(next.value, times, clock.nowUs());
        yield frame;
      } catch (error) {
        onInvalid(error);
        await clock.sleep(AFTER_INVALID_MS, signal);
      }
    }
  } finally {
    // Not awaited: a generator that waits ends only after its promise has settled.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

async function* pushed(
  inputs$: Observable<AudioInput>,
  { clock, frameOffsetUs, onInvalid }: CustomAudioParts,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame> {
  const times = new AudioInputClock(frameOffsetUs, false);
  const waiting: AudioFrame[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = (): void => undefined;
  const subscription = inputs$.subscribe({
    next: (input) => {
      try {
        waiting.push(timed(input, times, clock.nowUs()));
        if (waiting.length > MAX_WAITING) waiting.shift();
        wake();
      } catch (error) {
        // Not thrown: RxJS would rethrow it from a timer, which ends the process.
        onInvalid(error);
      }
    },
    error: (error: unknown) => {
      end = { error };
      wake();
    },
    complete: () => {
      end = {};
      wake();
    },
  });
  try {
    while (!signal.aborted) {
      const frame = waiting.shift();
      if (frame !== undefined) yield frame;
      else if (end === undefined) await raceAbort(new Promise<void>((resolve) => (wake = resolve)), signal);
      else if ('error' in end) throw end.error;
      else return;
    }
  } finally {
    subscription.unsubscribe();
  }
}

function timed(input: AudioInput, times: AudioInputClock, nowUs: number): AudioFrame {
  assertAudioInput(input);
  const { samples, channels, sampleRateHz, captureTimeUs: statedUs } = input;
  const durationUs = (samples.length / channels / sampleRateHz) * 1_000_000;
  return readAudioInput(input, times.place({ statedUs, durationUs, nowUs }));
}

/** A long input is not emitted at once: all of it but the beginning would lie in the future. */
function* piecesOf(frame: AudioFrame): Generator<AudioFrame> {
  const { samples, channels, sampleRateHz, captureTimeUs } = frame;
  const step = Math.round((sampleRateHz * FRAME_MS) / 1000) * channels;
  for (let from = 0; from < samples.length; from += step) {
    const laterUs = Math.round((from / channels / sampleRateHz) * 1_000_000);
    yield { ...frame, samples: samples.subarray(from, from + step), captureTimeUs: captureTimeUs + laterUs };
  }
}
