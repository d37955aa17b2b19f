import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import type { ControlHandler } from './control-handlers.js';
import { ControlHolds } from './control-holds.js';
import { ControlLane } from './control-lane.js';

const viewer = { peerId: 'peer-1', streamName: 'front' } as PeerSnapshot;

describe('what a viewer has in motion', () => {
  let clock: VirtualCaptureClock;
  let holds: ControlHolds;
  let stops: unknown[];
  let errors: unknown[];
  let handler: ControlHandler;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    [stops, errors] = [[], []];
    holds = new ControlHolds(clock, (error) => errors.push(error));
    handler = {
      name: 'ptz',
      place: 'Camera.move()',
      handle: (value, { stop }) => void stops.push([value, stop, clock.nowUs() / 1000]),
    };
  });

  const keep = (): void => holds.keep({ handler, lane: new ControlLane(clock, 30), viewer }, 400);

  it('stops when its page is silent, once', async () => {
    keep();
    await clock.advance(399);
    expect([stops, holds.holderOf(handler, 'front')]).toEqual([[], viewer]);
    await clock.advance(5000);
    expect([stops, holds.holderOf(handler, 'front')]).toEqual([[[undefined, 'silent', 400]], undefined]);
    expect(clock.sleeping).toBe(0);
  });

  it('goes on while it is confirmed', async () => {
    for (let count = 0; count < 20; count++) {
      keep();
      await clock.advance(300);
    }
    expect(stops).toEqual([]);
    await clock.advance(100);
    expect(stops).toEqual([[undefined, 'silent', 6100]]);
  });

  it('stops with its viewer, and not with others', async () => {
    keep();
    await holds.stopOf(({ peerId }) => peerId === 'peer-2', 'left');
    expect(stops).toEqual([]);
    await holds.stopOf(({ peerId }) => peerId === 'peer-1', 'left');
    await clock.advance(1000);
    expect(stops).toEqual([[undefined, 'left', 0]]);
  });

  it('is told of a handler that fails to stop', async () => {
    const failing = {
      ...handler,
      handle: () => {
        throw new Error('The motor is stuck');
      },
    };
    holds.keep({ handler: failing, lane: new ControlLane(clock, 30), viewer }, 400);
    await holds.stop(failing, 'front', 'released');
    expect(errors).toEqual([new Error('The motor is stuck')]);
  });
});
