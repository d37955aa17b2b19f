import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QualityPreferences } from '../playback/preference-report.js';
import { QualityLink } from './quality-link.js';
import type { QualityAnswer } from './server-calls.js';

const rungs = [
  { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
  { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
];
const unseen = { maxHeight: undefined, hidden: false, rung: null };

describe('the requests for the quality of a session', () => {
  let asked: (readonly [string, Partial<QualityPreferences>])[];
  let answer: QualityAnswer | undefined;
  let answers: (QualityAnswer | undefined)[];
  let changes: number;
  let link: QualityLink;

  beforeEach(() => {
    [asked, answers, changes] = [[], [], 0];
    answer = { rung: 'full', rungs };
    const server = {
      quality: async (token: string, preferences: Partial<QualityPreferences>) => {
        asked.push([token, preferences]);
        return answer;
      },
    };
    const listener = {
      onAnswer: (said?: QualityAnswer) => void answers.push(said),
      onChange: () => void changes++,
    };
    link = new QualityLink(server, listener, () => 0.5);
    link.begin();
  });

  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Lets time pass in steps of a driver, and counts the requests. */
  async function pass(fromMs: number, toMs: number, token: string | undefined = 'secret'): Promise<number> {
    const before = asked.length;
    for (let nowMs = fromMs; nowMs < toMs; nowMs += 400) {
      link.tick(token, nowMs);
      await settle();
    }
    return asked.length - before;
  }

  it('are none until there is a session and a first frame, one then, and none while frames flow', async () => {
    expect(await pass(0, 4000, undefined)).toBe(0);
    expect(await pass(4000, 8000)).toBe(0);
    link.noteFrames(720);
    expect(await pass(8000, 10_000)).toBe(1);
    expect(asked).toEqual([['secret', {}]]);
    expect(link.latest).toEqual({ rung: 'full', rungs });
    link.noteFrames(720);
    expect(await pass(10_000, 60_000)).toBe(0);
  });

  it('are not needed to see that the rung changed, but when frames are of no known rung', async () => {
    link.noteFrames(720);
    await pass(0, 2000);
    const before = changes;
    link.noteFrames(360);
    expect([link.latest?.rung, changes - before]).toEqual(['half', 1]);
    expect(await pass(2000, 10_000)).toBe(0);
    link.noteFrames(480);
    expect(await pass(10_000, 20_000)).toBe(1);
  });

  it('believe the server where two rungs have the same height', async () => {
    answer = {
      rung: '720p30',
      rungs: [...rungs, { rung: '720p30', width: 1280, height: 720, bitrateBps: 1 }],
    };
    link.noteFrames(720);
    await pass(0, 2000);
    expect(link.latest?.rung).toBe('720p30');
  });

  it('are repeated a little while the server knows no rungs, and then given up', async () => {
    answer = {};
    link.noteFrames(720);
    expect(await pass(0, 600_000)).toBe(3);
  });

  it('are one a second while the state is on screen', async () => {
    link.isWatched = true;
    const count = await pass(0, 12_000);
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(12);
    link.isWatched = false;
    expect(await pass(12_000, 24_000)).toBe(0);
  });

  it('carry what the player wants, at once', async () => {
    link.want({ ...unseen, hidden: true }, 0);
    link.tick('secret', 0);
    expect(asked).toEqual([['secret', { hidden: true }]]);
    await settle();
    expect(await pass(400, 4000)).toBe(0);
  });

  it('say nothing of what the server knows, which may be wanted otherwise by the application', async () => {
    link.isWatched = true;
    await pass(0, 4000);
    link.want({ ...unseen, maxHeight: 360 }, 4000);
    await pass(4000, 8000);
    link.want({ ...unseen, maxHeight: 360, rung: 'half' }, 8000);
    await pass(8000, 9000);
    link.want({ ...unseen, maxHeight: 360 }, 9000);
    await pass(9000, 10_000);
    const told = asked.map(([, preferences]) => preferences);
    const news = told.filter((preferences) => Object.keys(preferences).length > 0);
    expect(news).toEqual([{ maxHeight: 360 }, { rung: 'half' }, { rung: null }]);
    expect(told.length).toBeGreaterThan(news.length);
  });

  it('repeat what the server did not take', async () => {
    answer = undefined;
    link.want({ ...unseen, hidden: true }, 0);
    await pass(0, 4000);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map(([, preferences]) => preferences.hidden))).toEqual(new Set([true]));
  });

  it('are not made twice at a time, and answers of a session that is over do not count', async () => {
    void link.ask(0);
    expect(answers).toEqual([undefined]);
    link.tick('secret', 0);
    void link.ask(0);
    void link.ask(0);
    expect(asked).toHaveLength(1);
    link.end();
    await settle();
    expect([link.latest, answers]).toEqual([undefined, [undefined, undefined]]);
  });

  it('tell of a server that does not answer', async () => {
    answer = undefined;
    link.tick('secret', 0);
    await link.ask(0);
    expect([answers, link.latest]).toEqual([[undefined], undefined]);
  });
});
