import { describe, expect, it } from '@jest/globals';
import { chooseFormat } from './choose-format.js';
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
