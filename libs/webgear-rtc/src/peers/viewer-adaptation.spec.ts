import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ViewerSubscription } from '../broadcast/viewer-subscription.js';
import { CongestionController } from '../congestion/congestion-controller.js';
import { AdaptedViewer } from '../testing/adapted-viewer.js';
import { PathEstimates } from './path-estimates.js';
import type { ViewerPreferences } from './peer-manager.interface.js';
import { ViewerAdaptation } from './viewer-adaptation.js';

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));

describe('a viewer', () => {
  let watching: AdaptedViewer;

  beforeEach(() => {
    watching = new AdaptedViewer();
  });

  test('with room enough stays on the best rung, and gets every frame', async () => {
    watching.viewer.line.rateBps = 5_000_000;
    await watching.watch(20);
    expect(watching.selected).toEqual([]);
    expect([watching.viewer.lost, watching.missing()]).toEqual([0, 0]);
    expect(watching.frameEndsMs().length).toBeGreaterThan(590);
    expect(watching.adaptation.estimateBps).toBeGreaterThan(2_000_000);
  });

  test('decides with every second report while its path is calm, and with each frame or report once it is not', async () => {
    watching.viewer.line.rateBps = 5_000_000;
    await watching.watch(5);
    const decide = jest.spyOn(CongestionController.prototype, 'decide');
    await watching.watch(2);
    expect(decide.mock.calls.length).toBeGreaterThan(7);
    expect(decide.mock.calls.length).toBeLessThan(14);
    watching.viewer.line.rateBps = 1_000_000;
    await watching.watch(0.5);
    decide.mockClear();
    await watching.watch(0.5);
    expect(decide.mock.calls.length).toBeGreaterThan(8);
    decide.mockRestore();
  });

  test('on a line that becomes narrow changes down without waiting for what is queued, and up again', async () => {
    watching.viewer.line.rateBps = 8_000_000;
    await watching.watch(5);
    watching.viewer.line.rateBps = 1_300_000;
    const narrowUs = watching.clock.nowUs();
    await watching.watch(3);
    expect(watching.selected).toEqual(['half']);
    const settledUs = watching.clock.nowUs();
    await watching.watch(7);
    expect(watching.selected).toEqual(['half']);
    expect(longestGap(watching.frameEndsMs(narrowUs))).toBeLessThan(500);
    expect(watching.frameEndsMs(settledUs).length).toBeGreaterThan(24 * 7);
    // Whatever was cut short or given up shows as a gap once, and nothing is missing afterwards.
    expect(watching.missing(settledUs)).toBe(0);
    watching.viewer.line.rateBps = 8_000_000;
    await watching.watch(20);
    expect(watching.selected.at(-1)).toBe('full');
    expect(watching.viewer.arrived.some((each) => each.ssrc !== 0x1111)).toBe(true);
    expect(watching.session.counters().paddingSent).toBeGreaterThan(5);
  });

  test('whose line carries less than the lowest rung sees something new every two or three seconds', async () => {
    watching.viewer.line.rateBps = 8_000_000;
    await watching.watch(3);
    watching.viewer.line.rateBps = 200_000;
    await watching.watch(6);
    expect(watching.adaptation.tooSlow).toBe(true);
    const slowUs = watching.clock.nowUs();
    await watching.watch(12);
    const ends = watching.frameEndsMs(slowUs);
    expect(ends.length).toBeGreaterThan(3);
    expect(longestGap(ends)).toBeLessThan(3000);
    watching.viewer.line.rateBps = 8_000_000;
    await watching.watch(25);
    expect(watching.adaptation.tooSlow).toBe(false);
    expect(watching.selected.at(-1)).toBe('full');
  });

  test.each([
    ['without sound', 0, []],
    ['with sound, which takes what is missing', 100_000, ['half']],
  ])('whose line hardly carries the best rung keeps it %s', async (_name, reservedBps, selected) => {
    const estimates = new PathEstimates();
    estimates.remember('192.0.2.1', 2_050_000, 1_000_000_000);
    const { adaptation, selected: chosen } = new AdaptedViewer({ estimates }, '192.0.2.1', {}, reservedBps);
    expect(chosen).toEqual(selected);
    expect(adaptation.bandwidthBps).toBeUndefined();
  });

  test('with sound leaves room for it: the encoder gets what is left, and a limit of the video is for that alone', async () => {
    const sounding = new AdaptedViewer({}, '192.0.2.1', {}, 100_000);
    sounding.viewer.line.rateBps = 5_000_000;
    await sounding.watch(5);
    const { adaptation } = sounding;
    // Of this moment, and not of the last decision.
    adaptation.prefer({}, sounding.clock.nowUs());
    expect(adaptation.bandwidthBps).toBe((adaptation.estimateBps ?? 0) - 100_000);
    adaptation.onBitrateLimit(800_000);
    await sounding.watch(1);
    expect(sounding.selected).toEqual(['half']);
    expect(adaptation.bandwidthBps).toBe(800_000);
  });

  test('is served from what its page wants', async () => {
    watching.viewer.line.rateBps = 8_000_000;
    await watching.watch(2);
    const prefer = (preferences: ViewerPreferences): string | undefined => {
      watching.adaptation.prefer(preferences, watching.clock.nowUs());
      return watching.selected.at(-1);
    };
    expect(prefer({ rung: 'quarter' })).toBe('quarter');
    await watching.watch(1);
    // What is left out stays as it was.
    expect(prefer({ maxHeight: 720 })).toBe('quarter');
    expect(prefer({ rung: 'source' })).toBe('full');
    expect(prefer({ rung: null, hidden: true })).toBe('quarter');
    expect(prefer({ maxHeight: 300, hidden: false })).toBe('half');
    await watching.watch(1);
    expect(watching.media(watching.clock.nowUs() - 500_000).length).toBeGreaterThan(5);
  });
});

describe('what a viewer joins with', () => {
  test.each([
    ['what its address had a moment ago', 1_000_000, undefined, ['half']],
    ['the lowest rung where that was nothing', 100_000, undefined, ['quarter']],
    ['what its offer allows', undefined, 500_000, ['quarter']],
    ['the less of both', 5_000_000, 1_000_000, ['half']],
  ])('is %s', (_name, rememberedBps, capBps, selected) => {
    const estimates = new PathEstimates();
    if (rememberedBps !== undefined) estimates.remember('192.0.2.1', rememberedBps, 990_000_000);
    const watching = new AdaptedViewer({ estimates, capBps });
    expect(watching.selected).toEqual(selected);
  });

  test.each<[string, ViewerPreferences, string]>([
    ['the rung that its page has pinned', { rung: 'half' }, 'half'],
    ['the lowest rung where its page is not shown', { hidden: true }, 'quarter'],
    ['the rung that fills its player', { maxHeight: 200 }, 'half'],
  ])('is %s', (_name, preferences, rung) => {
    expect(new AdaptedViewer({}, '192.0.2.1', preferences).selected).toEqual([rung]);
  });

  test('is the best rung where its address is not known, or was known long ago', () => {
    const estimates = new PathEstimates();
    estimates.remember('192.0.2.1', 100_000, 900_000_000);
    expect(new AdaptedViewer({ estimates }).selected).toEqual([]);
    expect(new AdaptedViewer({ estimates }, '192.0.2.2').selected).toEqual([]);
  });

  test('is remembered while it watches', async () => {
    const estimates = new PathEstimates();
    const watching = new AdaptedViewer({ estimates });
    watching.viewer.line.rateBps = 1_200_000;
    for (let second = 0; second < 6; second++) {
      await watching.watch(1);
      watching.adaptation.tick(watching.clock.nowUs());
    }
    const known = estimates.recall('192.0.2.1', watching.clock.nowUs());
    expect(known).toBeGreaterThan(600_000);
    expect(known).toBeLessThan(1_400_000);
  });
});

describe('a source whose measured rate rises', () => {
  /** A viewer of which nothing was heard, and the rungs it is sent afterwards. */
  function served(estimates: PathEstimates): string[] {
    const selected: string[] = [];
    const subscription = {
      rung: 'source',
      rungs: [
        { rung: 'source', width: 640, height: 480, bitrateBps: 670_000 },
        { rung: 'half', width: 320, height: 240, bitrateBps: 268_000 },
      ],
      encoderFollows: false,
      select: (rung: string) => void selected.push((subscription.rung = rung)),
    };
    const adaptation = new ViewerAdaptation({
      subscription: subscription as unknown as ViewerSubscription,
      congestion: { rtcpFeedback: [] },
      estimates,
    });
    adaptation.begin('192.0.2.1', 1_000_000_000);
    const [source, half] = subscription.rungs;
    if (source === undefined || half === undefined) throw new Error('no rungs');
    subscription.rungs = [{ ...source, bitrateBps: 768_000 }, half];
    adaptation.revise(1_001_000_000);
    return selected;
  }

  test('costs a viewer of unknown path no rung', () => {
    expect(served(new PathEstimates())).toEqual([]);
  });

  test('costs one whose path carried just less than that the best one', () => {
    const estimates = new PathEstimates();
    estimates.remember('192.0.2.1', 700_000, 999_000_000);
    expect(served(estimates)).toEqual(['half']);
  });
});

describe('feedback', () => {
  const feedback = Buffer.from('8fcd0005000000010000111100010001000000012001' + '0400', 'hex');

  test('of another kind than was agreed on changes nothing', () => {
    const watching = new AdaptedViewer({
      congestion: { feedback: 'goog-remb', rtcpFeedback: ['goog-remb'] },
    });
    watching.hear(feedback);
    expect(watching.adaptation.stamp).toBeUndefined();
    expect(watching.adaptation.estimateBps).toBeUndefined();
    const agreed = new AdaptedViewer();
    agreed.hear(Buffer.from('8fce00050000000100000000524d4d420103d09000001111', 'hex'));
    expect(agreed.adaptation.estimateBps).toBeUndefined();
  });

  test('of the viewer itself limits it, with the time that packets leave', () => {
    const extension = { id: 2, uri: 'abs-send-time' };
    const watching = new AdaptedViewer({
      congestion: { feedback: 'goog-remb', extension, rtcpFeedback: [] },
    });
    expect(watching.adaptation.stamp).toMatchObject({ id: 2, byteLength: 3 });
    // 400 kbit/s.
    const remb = Buffer.from('8fce00050000000100000000' + '52454d42' + '01061a80' + '00001111', 'hex');
    watching.hear(remb);
    expect(watching.adaptation.estimateBps).toBeLessThan(2_000_000);
  });

  test('that asks for a lower rate is obeyed', () => {
    const watching = new AdaptedViewer();
    // 2^3 x 50,000 bit/s.
    const tuple = ((3 << 26) | (50_000 << 9)) >>> 0;
    const tmmbr = `83cd0004${'00000001'}${'00000000'}${'00001111'}${tuple.toString(16).padStart(8, '0')}`;
    watching.hear(Buffer.from(tmmbr, 'hex'));
    watching.adaptation.tick(watching.clock.nowUs() + 50_000);
    expect(watching.selected.at(-1)).toBe('quarter');
  });

  test.each([
    ['no content', '8fcd0002 00000001 00001111'],
    ['more packets than it says anything of', '8fcd0004 00000001 00001111 0001ffff 00000001'],
    ['deltas that are missing', '8fcd0005 00000001 00001111 00010007 00000001 ffff0000'],
    ['reserved symbols', '8fcd0005 00000001 00001111 00010004 00000001 60040000'],
  ])('that has %s is passed over', (_name, hex) => {
    const watching = new AdaptedViewer();
    watching.hear(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    expect(watching.adaptation.estimateBps).toBeUndefined();
    expect(watching.selected).toEqual([]);
  });
});
