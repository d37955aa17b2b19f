import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Rung, SelectRung } from '../options/select-rung.js';
import { ApplicationRungs } from './application-rungs.js';
import { PeerRegistry, type RegisteredPeer } from './peer-registry.js';
import type { PeerSnapshot, PeerState } from './peer-snapshot.interface.js';
import type { ViewerPreferences } from './peer-manager.interface.js';

const ladder: readonly Rung[] = ['full', 'half', 'quarter'].map((rung, index) => ({
  rung,
  width: 1280 / 2 ** index,
  height: 720 / 2 ** index,
  bitrateBps: 2_000_000 * 0.4 ** index,
}));

describe('rungs that the application chooses', () => {
  let registry: PeerRegistry;
  let told: (readonly [string, ViewerPreferences])[];
  let logged: string[];
  let choice: (...parameters: Parameters<SelectRung>) => unknown;
  let rungs: ApplicationRungs;

  beforeEach(() => {
    registry = new PeerRegistry();
    [told, logged] = [[], []];
    choice = () => undefined;
    const select = (...parameters: Parameters<SelectRung>) => choice(...parameters) as string;
    rungs = new ApplicationRungs(registry, select, (stream, text) => logged.push(`${stream}: ${text}`));
  });

  afterEach(() => {
    rungs.close();
    jest.useRealTimers();
  });

  function enter(
    name: string,
    state: PeerState = 'connected',
    offered: readonly Rung[] = ladder,
  ): RegisteredPeer {
    const peer: RegisteredPeer = {
      peerId: name,
      sessionToken: name,
      streamName: 'garden',
      close: () => registry.remove(peer, 'left'),
      addCandidates: () => undefined,
      restartIce: () => Promise.reject(new Error('not here')),
      prefer: (preferences) => told.push([name, preferences]),
      snapshot: () =>
        ({ peerId: name, streamName: 'garden', state, rungs: offered }) as unknown as PeerSnapshot,
    };
    registry.add(peer);
    return peer;
  }

  test('are asked for each connected viewer with rungs, and told when they change', () => {
    enter('a');
    enter('b');
    enter('new', 'connecting');
    enter('early', 'connected', []);
    const asked: string[] = [];
    choice = ({ peerId }, offered) => {
      asked.push(`${peerId} ${offered.length}`);
      return peerId === 'a' ? 'quarter' : undefined;
    };
    rungs.tick();
    rungs.tick();
    expect(asked).toEqual(['a 3', 'b 3', 'a 3', 'b 3']);
    expect(told).toEqual([['a', { rung: 'quarter' }]]);
    choice = () => undefined;
    rungs.tick();
    expect(told.at(-1)).toEqual(['a', { rung: null }]);
  });

  test('come before what a page pins, which holds again afterwards', () => {
    const peer = enter('a');
    choice = () => 'half';
    rungs.prefer(peer, { rung: 'full', maxHeight: 720 });
    expect(told.at(-1)).toEqual(['a', { rung: 'full', maxHeight: 720 }]);
    rungs.tick();
    rungs.prefer(peer, { rung: 'quarter', hidden: true });
    expect(told.slice(1)).toEqual([
      ['a', { rung: 'half' }],
      ['a', { hidden: true }],
    ]);
    choice = () => undefined;
    rungs.tick();
    expect(told.at(-1)).toEqual(['a', { rung: 'quarter' }]);
  });

  test('give way to what was pinned in the offer', () => {
    enter('a');
    rungs.noteOffer('a', { rung: 'full' });
    rungs.noteOffer('nobody', { rung: 'full' });
    choice = () => 'half';
    rungs.tick();
    choice = () => undefined;
    rungs.tick();
    expect(told).toEqual([
      ['a', { rung: 'half' }],
      ['a', { rung: 'full' }],
    ]);
  });

  test.each(['2160p', '', 0, null, {}, Number.NaN])('leave the selection automatic for %p', (value) => {
    enter('a');
    choice = () => value;
    rungs.tick();
    expect([told, logged]).toEqual([[], []]);
  });

  test('are logged once per stream when they throw, and the viewer is left on automatic', () => {
    enter('a');
    enter('b');
    choice = () => 'half';
    rungs.tick();
    choice = () => {
      throw new Error('no such camera');
    };
    rungs.tick();
    rungs.tick();
    expect(logged).toEqual([
      'garden: selectRung failed, and rungs are selected automatically: no such camera',
    ]);
    expect(told.slice(2)).toEqual([
      ['a', { rung: null }],
      ['b', { rung: null }],
    ]);
  });

  test('that are promised are refused, and their rejection harms nothing', async () => {
    enter('a');
    choice = () => Promise.reject(new Error('late'));
    rungs.tick();
    await new Promise((resolve) => setImmediate(resolve));
    expect(logged).toEqual([expect.stringContaining('a promise')]);
    expect(told).toEqual([]);
  });

  test('are asked for once a second until it is closed', () => {
    jest.useFakeTimers();
    enter('a');
    let asked = 0;
    choice = () => void asked++;
    rungs.start();
    rungs.start();
    jest.advanceTimersByTime(3000);
    expect(asked).toBe(3);
    rungs.close();
    jest.advanceTimersByTime(3000);
    expect(asked).toBe(3);
  });

  test('cost nothing where the application has no such option', () => {
    jest.useFakeTimers();
    const none = new ApplicationRungs(registry, undefined, () => undefined);
    none.start();
    expect(jest.getTimerCount()).toBe(0);
    const peer = enter('a');
    none.prefer(peer, { rung: 'half' });
    expect(told).toEqual([['a', { rung: 'half' }]]);
  });
});
