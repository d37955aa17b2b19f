import { beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { AudioInput } from '../../media/audio-input.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { customAudio, type AudioInputs } from './custom-audio.js';

/** 20 ms, each sample with this value. */
function input(value: number, stated: Partial<AudioInput> = {}): AudioInput {
  return { samples: new Float32Array(160).fill(value), sampleRateHz: 8000, channels: 1, ...stated };
}

describe('customAudio', () => {
  let clock: VirtualCaptureClock;
  let abort: AbortController;
  let heard: { readonly value: number | undefined; readonly timeUs: number; readonly atUs: number }[];
  let errors: unknown[];
  let failure: unknown;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    abort = new AbortController();
    [heard, errors, failure] = [[], [], undefined];
  });

  function listen(open: () => AudioInputs, frameOffsetUs?: number): Promise<void> {
    const parts = {
      open,
      clock,
      frameOffsetUs: () => frameOffsetUs,
      onInvalid: (error: unknown) => void errors.push(error),
    };
    const hear = async (): Promise<void> => {
      for await (const { samples, captureTimeUs } of customAudio(
        parts,
        abort.signal,
      ) as AsyncIterable<AudioFrame>)
        heard.push({ value: samples[0], timeUs: captureTimeUs, atUs: clock.nowUs() });
    };
    return hear().catch((error: unknown) => void (failure = error));
  }

  it('asks an iterable for sound no faster than it is heard', async () => {
    let made = 0;
    let ended = false;
    async function* tone(): AsyncGenerator<AudioInput> {
      try {
        for (;;) yield input(++made / 128);
      } finally {
        ended = true;
      }
    }
    const listening = listen(tone);
    await clock.advance(0);
    await clock.advance(1000);
    expect(heard.length).toBe(51);
    expect(made).toBeLessThan(54);
    for (const { timeUs, atUs } of heard) expect(atUs).toBe(timeUs);
    expect(heard.map(({ timeUs }) => timeUs)).toEqual(heard.map((_, index) => 1_000_000 + index * 20_000));
    abort.abort();
    await listening;
    expect(ended).toBe(true);
    expect(failure).toBeUndefined();
  });

  it('plays what is pushed, and ends with it', async () => {
    const pushes$ = new Subject<AudioInput>();
    const listening = listen(() => pushes$);
    await clock.advance(0);
    const reused = new Float32Array(160).fill(0.25);
    pushes$.next(input(0, { samples: reused }));
    reused.fill(0.5);
    pushes$.next(input(0, { samples: reused }));
    reused.fill(0.75);
    await clock.advance(0);
    await clock.advance(5);
    expect(heard).toEqual([{ value: 0.25, timeUs: 1_000_000, atUs: 1_000_000 }]);
    await clock.advance(45);
    expect(heard.map(({ value }) => value)).toEqual([0.25, 0.5]);
    pushes$.complete();
    await listening;
    expect(failure).toBeUndefined();
  });

  it('leaves when nobody listens', async () => {
    const pushes$ = new Subject<AudioInput>();
    const listening = listen(() => pushes$);
    await clock.advance(0);
    expect(pushes$.observed).toBe(true);
    abort.abort();
    await listening;
    expect(pushes$.observed).toBe(false);
  });

  it('does not wait for an iterable that hangs', async () => {
    async function* hanging(): AsyncGenerator<AudioInput> {
      yield await new Promise<AudioInput>(() => undefined);
    }
    const listening = listen(hanging);
    await clock.advance(0);
    abort.abort();
    await listening;
    expect(failure).toBeUndefined();
  });

  it('emits a long input in pieces, when they are due', async () => {
    const pushes$ = new Subject<AudioInput>();
    void listen(() => pushes$);
    await clock.advance(0);
    pushes$.next({ samples: new Int16Array(8000), sampleRateHz: 8000, channels: 1 });
    await clock.advance(110);
    expect(heard.map(({ timeUs }) => timeUs - 1_000_000)).toEqual([
      0, 20_000, 40_000, 60_000, 80_000, 100_000,
    ]);
    abort.abort();
  });

  it('reports what is not sound, and goes on', async () => {
    async function* mixed(): AsyncGenerator<AudioInput> {
      yield 'beep' as unknown as AudioInput;
      yield input(0.5);
      for (;;) yield undefined as unknown as AudioInput;
    }
    void listen(mixed);
    await clock.advance(0);
    await clock.advance(200);
    expect(heard.map(({ value }) => value)).toEqual([0.5]);
    expect(errors[0]).toMatchObject({ code: 'WGR_AUDIO_INVALID' });
    // Not in a loop that blocks.
    expect(errors.length).toBeLessThan(15);
    abort.abort();
  });

  it.each<[string, () => AudioInputs]>([
    [
      'an iterable',
      async function* () {
        yield* await Promise.reject<AudioInput[]>(new Error('The microphone fell off'));
      },
    ],
    [
      'an Observable',
      () => {
        const failing$ = new Subject<AudioInput>();
        queueMicrotask(() => failing$.error(new Error('The microphone fell off')));
        return failing$;
      },
    ],
  ])('rejects with the error of %s', async (_name, open) => {
    await listen(open);
    expect(failure).toEqual(new Error('The microphone fell off'));
  });

  it('places stated times on the axis of the frames', async () => {
    const pushes$ = new Subject<AudioInput>();
    void listen(() => pushes$, 1_000_000);
    await clock.advance(100);
    pushes$.next(input(0.5, { captureTimeUs: 150_000 }));
    await clock.advance(30);
    expect(heard).toEqual([]);
    await clock.advance(30);
    expect(heard).toEqual([{ value: 0.5, timeUs: 1_150_000, atUs: 1_150_000 }]);
    abort.abort();
  });
});
