import { describe, expect, test } from '@jest/globals';
import { renditionKeyId, videoRung } from '../media/rendition-key.js';
import { FarEngine } from '../testing/far-engine.js';
import { subscribeViewer, type ViewerSubscription } from './viewer-subscription.js';

const isBaseline = (profile: string): boolean => profile.startsWith('42');

describe('a viewer that may not have the best rung', () => {
  const rungs = [
    { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
    { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
    { rung: 'quarter', width: 320, height: 180, bitrateBps: 300_000 },
  ];
  const namesOf = (viewer: ViewerSubscription): string[] => viewer.rungs.map(({ rung }) => rung);

  test.each([
    ['full', 'full', ['full', 'half', 'quarter']],
    ['source', 'full', ['full', 'half', 'quarter']],
    ['half', 'half', ['half', 'quarter']],
    ['quarter', 'quarter', ['quarter']],
    ['400p', 'half', ['half', 'quarter']],
    ['720p', 'full', ['full', 'half', 'quarter']],
    ['100p', 'quarter', ['quarter']],
    ['a rung that is not there', 'quarter', ['quarter']],
  ])('as %s says, has %s at most', (maxRung, best, allowed) => {
    const engine = new FarEngine(false);
    engine.ladder$.next({ rungs, encoderFollows: false });
    const viewer = subscribeViewer(engine, 'h264', isBaseline, maxRung);
    expect([viewer.rung, namesOf(viewer)]).toEqual([best, allowed]);
    expect(engine.keys.at(-1)).toBe(renditionKeyId(videoRung('h264', best)));
    for (const wanted of ['full', 'source', 'half']) {
      viewer.select(wanted);
      expect(allowed).toContain(viewer.rung);
    }
  });

  test('gets no frames of the source, whatever it selects and whatever the ladder becomes', () => {
    const engine = new FarEngine(true);
    engine.ladder$.next({ rungs, encoderFollows: false });
    engine.say('available', '42e01f');
    const viewer = subscribeViewer(engine, 'h264', isBaseline, 'half');
    viewer.select('full');
    expect([viewer.rung, namesOf(viewer)]).toEqual(['half', ['half', 'quarter']]);
    engine.ladder$.next({
      rungs: [rungs[0] as (typeof rungs)[0], rungs[2] as (typeof rungs)[0]],
      encoderFollows: false,
    });
    expect(viewer.rung).toBe('quarter');
    engine.ladder$.next({ rungs, encoderFollows: false });
    expect(viewer.rung).toBe('half');
  });
});
