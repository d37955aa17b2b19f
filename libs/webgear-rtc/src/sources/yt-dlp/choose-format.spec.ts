import { describe, expect, it } from '@jest/globals';
import { chooseFormat, chooseSound } from './choose-format.js';
import { parseListing } from './stream-listing.js';

const listing = parseListing(
  JSON.stringify({
    is_live: true,
    formats: [
      { format_id: 'audio', url: 'https://a/audio', vcodec: 'none', protocol: 'https' },
      { format_id: 'sheet', url: 'https://a/sheet', height: 4000, vcodec: 'mjpeg', protocol: 'mhtml' },
      {
        format_id: 'sd',
        url: 'https://a/360',
        height: 360,
        vcodec: 'avc1.4d',
        fps: 25,
        protocol: 'm3u8_native',
      },
      { format_id: 'vp9', url: 'https://a/720vp9', height: 720, vcodec: 'vp9', fps: 60, protocol: 'https' },
      { format_id: 'hd', url: 'https://a/720', height: 720, vcodec: 'avc1.64', fps: 25, protocol: 'https' },
      {
        format_id: 'smooth',
        url: 'https://a/720p50',
        height: 720,
        vcodec: 'avc1.64',
        fps: 50,
        protocol: 'https',
      },
    ],
  }),
);

describe('the format of a video', () => {
  it.each([
    ['best', 'https://a/720p50', true],
    ['720p', 'https://a/720p50', true],
    ['360p', 'https://a/360', true],
    ['worst', 'https://a/360', true],
    ['1080p', 'https://a/720p50', false],
  ])('requested as %s is %s', (wanted, url, isWanted) => {
    expect(chooseFormat(listing?.formats ?? [], wanted)).toMatchObject({ format: { url }, isWanted });
  });

  it('is the URL itself without a list', () => {
    const direct = parseListing(JSON.stringify({ url: 'https://a/film.mp4', ext: 'mp4' }));
    expect(chooseFormat(direct?.formats ?? [], '720p')).toMatchObject({
      format: { url: 'https://a/film.mp4' },
      isWanted: false,
    });
  });

  it('is none without video', () => {
    expect(chooseFormat([], 'best')).toBeUndefined();
    expect(parseListing('no JSON')).toBeUndefined();
    expect(parseListing('[1]')).toBeUndefined();
  });
});

describe('the sound of a video', () => {
  const video = { url: 'https://a/720', height: 720, vcodec: 'avc1', acodec: 'none' };
  const sound = (name: string, fields: object) => ({
    url: `https://a/${name}`,
    format_id: name,
    vcodec: 'none',
    acodec: 'opus',
    ...fields,
  });
  const soundOf = (...formats: object[]): string | undefined => {
    const { formats: videos = [], sounds = [] } = parseListing(JSON.stringify({ formats })) ?? {};
    const chosen = chooseFormat(videos, 'best')?.format;
    return chosen && (chooseSound({ formats: videos, sounds }, chosen)?.url ?? 'its own');
  };

  it.each([
    ['its own', [{ ...video, acodec: 'mp4a' }, sound('opus', {})]],
    ['its own', [{ ...video, acodec: undefined }, sound('opus', {})]],
    ['https://a/opus', [video, sound('aac', { acodec: 'mp4a', abr: 256 }), sound('opus', { abr: 96 })]],
    ['https://a/251', [video, sound('249', { abr: 50 }), sound('251', { abr: 130 })]],
    ['https://a/251', [video, sound('251-drc', { abr: 131 }), sound('251', { abr: 130 })]],
    [
      'https://a/original',
      [
        video,
        sound('dubbed', { abr: 200, language_preference: -1 }),
        sound('original', { acodec: 'mp4a', language_preference: 10 }),
      ],
    ],
    ['https://a/360', [video, { url: 'https://a/360', height: 360, vcodec: 'avc1', acodec: 'mp4a' }]],
    ['its own', [video]],
  ])('is %s', (url, formats) => {
    expect(soundOf(...formats)).toBe(url);
  });

  it('is that of the original where whole videos are dubbed', () => {
    const dubbed = { ...video, url: 'https://a/dubbed', acodec: 'mp4a', tbr: 900, language_preference: -1 };
    expect(soundOf(dubbed, video, sound('opus', {}))).toBe('https://a/opus');
  });
});
