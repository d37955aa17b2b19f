import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

const source = 'test:';

function messageFor(options: unknown): string {
  try {
    resolveOptions(options as WebGearRtcOptions);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('named streams in the options', () => {
  it('take what they do not say from what stands beside them', () => {
    const { streams, hasNamedStreams } = resolveOptions({
      bitrateBps: 500_000,
      loop: true,
      streams: {
        front: { source, bitrateBps: 900_000, loop: undefined as never },
        yard: { source: 0, loop: false },
      },
    });
    expect(hasNamedStreams).toBe(true);
    expect([...streams.keys()]).toEqual(['front', 'yard']);
    expect(streams.get('front')).toMatchObject({ name: 'front', source, bitrateBps: 900_000, loop: true });
    expect(streams.get('yard')).toMatchObject({ name: 'yard', source: 0, bitrateBps: 500_000, loop: false });
  });

  it.each([
    ['a list', { streams: [{ source }] }, 'Option "streams" must give each stream a name'],
    ['one that is no object', { streams: { front: 'test:' } }, 'Option "streams.front" must be an object'],
    ['one without a source', { streams: { front: {} } }, 'Option "streams.front.source" must say where'],
    [
      'a source beside them',
      { source, streams: { front: { source } } },
      'Option "source" must not stand beside',
    ],
    ['a wrong value', { streams: { a: { source, loop: 1 } } }, 'Option "streams.a.loop" must be a boolean'],
    [
      'an unknown option',
      { streams: { a: { source, lop: 1 } } },
      'Unknown option "streams.a.lop". Did you mean "loop"',
    ],
    [
      'an option of the registration',
      { streams: { a: { source, maxPeers: 1 } } },
      'Unknown option "streams.a.maxPeers". It stands beside "streams", and holds for all of them.',
    ],
  ])('refuse %s', (_name, options, message) => {
    expect(messageFor(options)).toContain(message);
  });

  it.each([
    'offer',
    'close_connection',
    'static',
    'Offer',
    'quality',
    'whep',
    'a/b',
    '..',
    '',
    'a b',
    '%00',
    '-a',
    'ä',
    'recordings',
  ])('refuse the name "%s"', (name) => {
    const options = {
      streams: { [name]: { source } },
      mounts: [{ path: '/recordings/old', directory: '.' }],
    };
    expect(messageFor(options)).toContain('Option "streams" must name each stream as its address has it');
  });

  it('refuse two names that differ in case only', () => {
    expect(messageFor({ streams: { Yard: { source }, yard: { source } } })).toContain(`but got 'yard'`);
  });
});
