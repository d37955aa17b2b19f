import { describe, expect, it } from '@jest/globals';
import { ConfiguredStreams } from '../options/configured-streams.js';
import { resolveOptions } from '../options/resolve-options.js';
import { streamPageContext } from './stream-page-context.js';

describe('the page of a stream', () => {
  const streamsOf = (...names: string[]): ConfiguredStreams =>
    new ConfiguredStreams(
      resolveOptions({ streams: Object.fromEntries(names.map((name) => [name, { source: 'test:' }])) }),
    );

  /** Names of the streams beside one. */
  function beside(streams: ConfiguredStreams, name: string): readonly unknown[] {
    const { previous, next } = streamPageContext(streams, name) as Record<
      string,
      { name: string } | undefined
    >;
    return [previous?.name, next?.name];
  }

  it('leads round in a circle where there are three and more', () => {
    const streams = streamsOf('a', 'b', 'c');
    expect(['a', 'b', 'c'].map((name) => beside(streams, name))).toEqual([
      ['c', 'b'],
      ['a', 'c'],
      ['b', 'a'],
    ]);
  });

  it('leads from one of two to the other, and nowhere from the only one', () => {
    const two = streamsOf('a', 'b');
    expect([beside(two, 'a'), beside(two, 'b')]).toEqual([
      [undefined, 'b'],
      ['a', undefined],
    ]);
    expect(beside(streamsOf('a'), 'a')).toEqual([undefined, undefined]);
  });

  it('has no list to go back to where no stream has a name', () => {
    const streams = new ConfiguredStreams(resolveOptions({ source: 'nest-box.mp4' }));
    expect(streamPageContext(streams, 'default')).toEqual({ title: 'Nest box' });
  });
});
