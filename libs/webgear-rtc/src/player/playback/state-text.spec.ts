import { describe, expect, it } from '@jest/globals';
import { refusal, World } from '../../../../../test/support/playback-world.js';
import { english } from '../words/english.js';
import type { Failure } from './playback.interface.js';
import {
  countdownOf,
  detailsOf,
  messageOf,
  stateTextOf,
  type StateText,
  type TextContext,
} from './state-text.js';

/** What a viewer reads after a failure. */
function textAfter(failure: Failure, context?: TextContext): StateText {
  const { view } = new World().fail(failure);
  if (view === undefined) throw new Error('Nothing is shown.');
  return stateTextOf(view, english, context);
}

describe('the text of a state', () => {
  it.each<[string, Failure, string, string, string | undefined, string | undefined]>([
    ['a missing login', refusal(401), 'No access', 'Sign in to watch', 'reload', 'Reload page'],
    ['a guard that refuses', refusal(403), 'No access', english.noAccess, 'retry', 'Try again'],
    ['an unknown stream', refusal(404), 'Not found', english.notFound, 'retry', 'Try again'],
    ['a server that fails', refusal(500), 'Error', 'The server has a problem', 'retry', 'Try now'],
    [
      'a server that fails in its own words',
      refusal(503, 'WGR_SHUTTING_DOWN'),
      'Error',
      english.serverProblem,
      'retry',
      'Try now',
    ],
    ['a proxy without its server', refusal(502), 'Offline', english.unreachable, 'retry', 'Try now'],
    ['no answer', { kind: 'unreachable' }, 'Offline', english.unreachable, 'retry', 'Try now'],
    ['no place', refusal(503, 'WGR_TOO_MANY_PEERS', 5), 'Full', english.full, 'retry', 'Try now'],
    [
      'no codec in common',
      refusal(415, 'WGR_SDP_UNSUPPORTED'),
      'Blocked',
      english.unsupported,
      'retry',
      'Try now',
    ],
  ])('tells %s from the others', (_, failure, chip, title, kind, label) => {
    expect(textAfter(failure)).toMatchObject({ chip, title, action: { kind, label } });
  });

  it('leads to the list of cameras where there is one', () => {
    const { action } = textAfter(refusal(404), { hasList: true });
    expect(action).toEqual({ kind: 'list', label: 'All cameras' });
    expect(textAfter(refusal(403), { hasList: true }).action?.kind).toBe('retry');
  });

  it('keeps the server’s own message apart, and leaves out those of host guards', () => {
    const detailsAfter = (code: string): string => {
      const { view } = new World().fail(refusal(403, code));
      return view === undefined ? '' : detailsOf(view, english);
    };
    expect(detailsAfter('WGR_LINK_EXPIRED')).toBe('The message of the server.');
    expect(detailsAfter('ForbiddenException')).toBe('');
  });

  it('waits for the network without a countdown where the browser has none', () => {
    const { view } = new World().fail({ kind: 'unreachable' });
    if (view === undefined) throw new Error('Nothing is shown.');
    expect(countdownOf(view, english)).toBe('Trying again in 1 s.');
    const context = { hasNetwork: false };
    expect(messageOf(view, english, context)).toBe('You’re offline – Waiting for your network.');
    expect([countdownOf(view, english, context), stateTextOf(view, english, context).action]).toEqual([
      '',
      undefined,
    ]);
  });

  it('says after four seconds that it still connects, and after ten why', () => {
    const world = new World();
    const message = (): string => (world.view === undefined ? '' : messageOf(world.view, english));
    expect(message()).toBe('Connecting …');
    world.pass(4000);
    expect(message()).toBe('Still connecting …');
    world.pass(6000);
    expect(message()).toBe('Still connecting … – The camera is taking longer than usual.');
    expect(world.state).toBe('connecting');
  });

  it('says after five seconds without a frame that the connection is slow', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(2000);
    expect(world.view && stateTextOf(world.view, english).text).toBe('');
    world.pass(5000);
    expect(world.view && stateTextOf(world.view, english)).toMatchObject({
      title: 'Waiting for video …',
      text: english.bufferingText,
    });
  });

  it('tells the three ways to be paused apart', () => {
    const title = (world: World): string | undefined => world.view && stateTextOf(world.view, english).title;
    expect(title(new World().goLive().tell({ type: 'pause' }))).toBe('Paused');
    expect(title(new World().goLive().tell({ type: 'hidden' }).pass(360_000))).toBe('Paused to save data');
    expect(title(new World().answer().tell({ type: 'autoplay-blocked' }))).toBe('Tap to play');
  });

  it('names the hour since when there is no input, where that is known', () => {
    const view = { state: 'no-input', transport: 'webrtc', detail: '', retryInSeconds: undefined } as const;
    expect(stateTextOf(view, english).text).toBe('It comes back by itself.');
    const context = { noInputSince: new Date(2026, 10, 22, 23, 12), language: 'de' };
    expect(stateTextOf(view, english, context).text).toBe(
      english.noInputSinceText.replace('{time}', '23:12'),
    );
  });
});
