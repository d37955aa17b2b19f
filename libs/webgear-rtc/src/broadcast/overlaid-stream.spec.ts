import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OverlaySettings } from '../options/resolved-options.interface.js';
import type { VideoFrame } from '../media/video-frame.js';
import { resolveOverlay } from '../options/resolve-overlay.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';

describe('a stream with text on its pictures', () => {
  /** What was done to the pictures, in order. */
  let steps: string[];
  let fake: FakeVideoStream;
  let received: number;

  const step = (name: string) => (frame: VideoFrame) => {
    steps.push(name);
    return Promise.resolve(frame.clone());
  };
  const close = () => Promise.resolve();

  beforeEach(() => {
    steps = [];
    received = 0;
    fake = new FakeVideoStream('overlaid', 0, {
      overlay: {
        replace: (overlays: readonly OverlaySettings[]) => steps.push(...overlays.map(({ text }) => text)),
        draw: step('overlay'),
        close: async () => void steps.push('closed'),
      },
      transformer: {
        transform: step('transform'),
        stats: () => ({ framesTransformed: 0, framesOmitted: 0, framesLate: 0, framesFailed: 0 }),
        close,
      },
      stabilizer: { stabilize: step('steady'), forget: () => undefined, close },
    });
    fake.stream.lease('h264').deliverTo({ sendFrame: () => ++received > 0 });
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(steps.at(-1)).toBe('closed');
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  test('has it written last, so that nothing moves or hides it', async () => {
    await fake.deliver();
    expect([steps, received]).toEqual([['steady', 'transform', 'overlay'], 1]);
  });

  test('keeps slates clean', async () => {
    fake.capture.showsSlate = true;
    await fake.deliver();
    expect([steps, received]).toEqual([[], 1]);
  });

  test('lets it be changed', () => {
    fake.stream.setOverlay(resolveOverlay('Gate', 'overlay'));
    expect(steps).toEqual(['Gate']);
  });
});
