import { describe, expect, it } from '@jest/globals';
import { bestVariantOf, firstEntryOf, sniffContent, playlistKindOf } from './sniff-content.js';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);

describe('the content of a response', () => {
  it.each<[string, string | Buffer, string]>([
    ['hls', '#EXTM3U\n#EXT-X-VERSION:3\n', ''],
    ['hls', '\u00EF\u00BB\u00BF#EXTM3U\r\n#EXT-X-TARGETDURATION:2\r\n', 'text/plain'],
    ['playlist', '#EXTM3U\n#EXTINF:-1,Camera\nhttp://host/a.mp4\n', ''],
    ['playlist', '[playlist]\nFile1=http://host/a.mp4\n', ''],
    ['playlist', 'http://host/a.mp4\n', 'audio/x-mpegurl'],
    ['session-description', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n', ''],
    ['jpeg', jpeg, 'application/octet-stream'],
    [
      'jpeg',
      Buffer.concat([Buffer.from('Content-Type: image/jpeg\r\n\r\n'), jpeg]),
      'multipart/x-mixed-replace',
    ],
    ['h264', '--b\r\nContent-Type: video/h264\r\n\r\n', 'multipart/x-mixed-replace'],
    ['web-page', '<!DOCTYPE html><html>', ''],
    ['web-page', 'Log in', 'text/html'],
    ['text', '{"error":1}', 'application/json'],
    ['nothing', '', 'video/mp4'],
    ['unknown', Buffer.from([0, 0, 0, 1, 0x67]), 'video/h264'],
  ])('is %s: %j of type "%s"', (found, start, contentType) => {
    expect(sniffContent({ start: Buffer.from(start as string, 'latin1'), contentType })).toBe(found);
  });

  it('is not a playlist if it only mentions one', () => {
    expect(playlistKindOf('see #EXTM3U')).toBeUndefined();
  });
});

describe('a playlist', () => {
  it.each([
    ['#EXTM3U\r\n#EXTINF:4,A film\r\nfilm one.mp4\r\ntwo.mp4\r\n', 'film one.mp4'],
    ['\uFEFFone.mp4\n', 'one.mp4'],
    ['[playlist]\nNumberOfEntries=2\nFile2=b.mp4\nFile1=a=b.mp4\n', 'a=b.mp4'],
    ['#EXTM3U\n', undefined],
  ])('%j has the first entry %s', (text, entry) => {
    expect(firstEntryOf(text)).toBe(entry);
  });

  it('of variants has a best one, by size and then by bitrate', () => {
    const text = [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=320x180',
      'small.m3u8',
      '#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=100,RESOLUTION=640x360',
      'low.m3u8',
      '#EXT-X-STREAM-INF:RESOLUTION=640x360,BANDWIDTH=200',
      'high.m3u8',
    ].join('\r\n');
    expect(bestVariantOf(text)).toBe('high.m3u8');
    expect(bestVariantOf('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts\n')).toBeUndefined();
  });
});
