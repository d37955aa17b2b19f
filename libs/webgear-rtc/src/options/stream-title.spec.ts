import { describe, expect, it } from '@jest/globals';
import { resolveNamedStream, resolveOptions, resolveUnnamedStream } from './resolve-options.js';
import { defaultTitle } from './stream-title.js';

describe('the title of a stream', () => {
  it.each([
    ['front-door', 'Front door'],
    ['north__gate-2', 'North gate 2'],
    ['Garage', 'Garage'],
    ['7', '7'],
  ])('of the name %s is %s', (name, title) => {
    expect(defaultTitle(name, 'holiday.mp4')).toBe(title);
  });

  it.each([
    ['holiday_2024.mp4', 'Holiday 2024'],
    ['./films/nest-box.mkv', 'Nest box'],
    ['C:\\films\\nest.mkv', 'Nest'],
    ['/dev/video0', 'Live video'],
    ['rtsp://user:secret@camera/stream.mp4', 'Live video'],
    ['img%03d.png', 'Live video'],
    ['videotestsrc ! videoconvert', 'Live video'],
    ['test:', 'Live video'],
    [0, 'Live video'],
    [undefined, 'Live video'],
  ])('of the only one from %s is %s', (source, title) => {
    expect(defaultTitle(undefined, source)).toBe(title);
  });

  it('is the stated one, which each stream has for itself', () => {
    const options = resolveOptions({
      title: 'Our house',
      streams: { door: { source: 'test:', title: 'Eingangstür' }, yard: { source: 'test:' } },
    });
    expect(options.title).toBe('Our house');
    expect([...options.streams.values()].map(({ title }) => title)).toEqual(['Eingangstür', 'Yard']);
    const registration = { title: 'Our house', streams: {} };
    expect(resolveNamedStream(registration, 'back-yard', { source: 'test:' }).title).toBe('Back yard');
  });

  it('is that of the registration for the only one, also after a change of its source', () => {
    const registration = { title: 'Nest box', source: 'test:' };
    expect(resolveOptions(registration).streams.get('default')?.title).toBe('Nest box');
    expect(resolveUnnamedStream(registration, { source: 'film.mp4' }).title).toBe('Nest box');
  });

  it('is a text of at most 200 characters on one line', () => {
    for (const title of ['', ' ', 'a\nb', 'x'.repeat(201), 7]) {
      const stated = { source: 'test:', title } as { source: string };
      expect(() => resolveOptions(stated)).toThrow(/title/);
    }
  });
});
