import { describe, expect, it } from '@jest/globals';
import { maskCredentials } from './mask-credentials.js';

describe('maskCredentials', () => {
  it.each([
    ['rtsp://admin:p%40ss@camera.local:554/stream', 'rtsp://***@camera.local:554/stream'],
    ['rtsp://admin:p@ss@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['rtsp://admin:p/a?s#s@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['rtsp://admin:p s@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['rtsp://the admin:p/s@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['rtsp://admin:1234/5@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['rtsp://admin:p%40ss/w@camera.local/stream', 'rtsp://***@camera.local/stream'],
    ['Opening rtsp://admin:p s/s@camera.local/1 failed.', 'Opening rtsp://***@camera.local/1 failed.'],
    [
      'http://cam/video.cgi?loginuse=admin&loginpas=x&rate=1',
      'http://cam/video.cgi?loginuse=admin&loginpas=***&rate=1',
    ],
    [
      'rtsp://cam:554/user=admin_password=a_b_channel=1_stream=0.sdp',
      'rtsp://cam:554/user=admin_password=***_channel=1_stream=0.sdp',
    ],
    ['http://user@host/live', 'http://***@host/live'],
    ['https://host/live.m3u8?token=abc&quality=hd', 'https://host/live.m3u8?token=***&quality=hd'],
    [
      'https://host/a?x=1&X-Amz-Signature=0f0f&api_key=k#t',
      'https://host/a?x=1&X-Amz-Signature=***&api_key=***',
    ],
    ['srt://host:9000?passphrase=1234567890&mode=caller', 'srt://host:9000?passphrase=***&mode=caller'],
    [
      'Could not open rtsp://a:b@c/d twice, nor rtsp://e:f@g/h',
      'Could not open rtsp://***@c/d twice, nor rtsp://***@g/h',
    ],
  ])('masks secrets in %s', (text, masked) => {
    expect(maskCredentials(text)).toBe(masked);
  });

  it.each([
    'video.mp4',
    'rtsp://camera.local/stream',
    'https://host/a@b?size=2',
    'https://host:8443/a@b?size=2',
    'mail me@host',
    'http://[::1]:80/a@b',
    'There is no host of http://host:80/a for me@host',
    'img%03d.png',
  ])('leaves %s unchanged', (text) => {
    expect(maskCredentials(text)).toBe(text);
  });
});
