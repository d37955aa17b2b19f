import { expect, test } from '@jest/globals';
import { addressAt, chooseNode, loadOf } from './choose-node.js';
import type { KnownNode } from './cluster-nodes.js';

const idle = { viewers: 0, capacity: 10, cpu: 0, loopDelayMs: 0 };

function node(load: Partial<typeof idle>, more: Partial<KnownNode> = {}): KnownNode {
  const load_ = { ...idle, ...load };
  return {
    node: 'a',
    url: 'https://a/',
    named: true,
    streams: ['front'],
    load: load_,
    redirected: 0,
    ...more,
  };
}

test.each([
  ['an idle one', {}, 0],
  ['one with half of its places taken', { viewers: 5 }, 0.5],
  ['one with a busy processor', { viewers: 1, cpu: 0.7 }, 0.7],
  ['one with a late event loop', { loopDelayMs: 100 }, 0.5],
  ['one that is later than it may', { loopDelayMs: 900 }, 1],
  ['one that takes nobody', { capacity: 0 }, 1],
])('the load of %s', (_name, load, expected) => {
  expect(loadOf({ ...idle, ...load })).toBe(expected);
});

test.each([
  [
    'a refused viewer goes to the one with the least load',
    { viewers: 10 },
    [{ viewers: 9 }, { viewers: 3 }],
    true,
    1,
  ],
  ['a refused viewer goes to one with a single place', { viewers: 10 }, [{ viewers: 9 }], true, 0],
  ['a refused viewer stays where all are full', { viewers: 10 }, [{ viewers: 10 }], true, undefined],
  ['a viewer goes where there is much more room', { viewers: 8 }, [{ viewers: 2 }], false, 0],
  ['a viewer stays where there is little more', { viewers: 8 }, [{ viewers: 6 }], false, undefined],
  ['a viewer stays where nobody is busy', { viewers: 4 }, [{ viewers: 0 }], false, undefined],
  ['a viewer leaves a busy processor', { viewers: 1, cpu: 0.9 }, [{ viewers: 5 }], false, 0],
] as const)('%s', (_name, own, others, isRefused, expected) => {
  const nodes = others.map((load) => node(load));
  const chosen = chooseNode(node(own), nodes, 'front', isRefused);
  expect(chosen).toBe(expected === undefined ? undefined : nodes[expected]);
});

test.each([
  ['does not have the stream', { streams: ['yard'] }],
  ['has no public URL', { url: undefined }],
  ['was sent as many as it has places for since it was heard', { redirected: 10 }],
])('no viewer goes to one that %s', (_name, more) => {
  expect(
    chooseNode(node({ viewers: 10 }), [node({}, more as Partial<KnownNode>)], 'front', true),
  ).toBeUndefined();
});

test('the address of a stream has its name where streams have names', () => {
  expect(addressAt(node({}), 'front', 'offer')).toBe('https://a/front/offer');
  expect(addressAt(node({}, { named: false }), 'default', 'offer')).toBe('https://a/offer');
});
