import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { releaseMediaControls, takeMediaControls } from './media-controls.js';

type Act = (() => void) | null;

const handlers = new Map<string, Act>();
const session = {
  metadata: null as { readonly title: string } | null,
  setActionHandler(action: string, act: Act): void {
    // As in a browser without that key.
    if (action === 'stop') throw new TypeError(`unknown: ${action}`);
    handlers.set(action, act);
  },
};

beforeEach(() => {
  Object.defineProperty(globalThis, 'navigator', { value: { mediaSession: session }, configurable: true });
  Object.assign(globalThis, {
    MediaMetadata: class {
      readonly title: string;
      constructor({ title }: { readonly title: string }) {
        this.title = title;
      }
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'navigator');
  Reflect.deleteProperty(globalThis, 'MediaMetadata');
});

test('the player used last has the name and the keys; another name is shown, and nothing is left of one that is gone', () => {
  const [yard, gate] = [{}, {}];
  const actions = { artwork: 'snapshot.jpg?last', play: jest.fn(), pause: jest.fn() };
  takeMediaControls(yard, { ...actions, title: 'Yard' });
  const { metadata } = session;
  expect(metadata?.title).toBe('Yard');
  handlers.get('pause')?.();
  handlers.get('play')?.();
  expect([actions.pause, actions.play].map((act) => act.mock.calls.length)).toEqual([1, 1]);
  // Set again, the image would be loaded again.
  takeMediaControls(yard, { ...actions, title: 'Yard' });
  expect(session.metadata).toBe(metadata);
  takeMediaControls(yard, { ...actions, title: 'Back yard' });
  expect(session.metadata?.title).toBe('Back yard');
  takeMediaControls(gate, { ...actions, title: 'Gate' });
  releaseMediaControls(yard);
  expect(session.metadata?.title).toBe('Gate');
  releaseMediaControls(gate);
  expect([session.metadata, handlers.get('play'), handlers.get('pause')]).toEqual([null, null, null]);
});
