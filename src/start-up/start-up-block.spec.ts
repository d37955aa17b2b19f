import { describe, expect, it } from '@jest/globals';
import { describeSource, startUpBlock } from './start-up-block.js';

describe('the start-up block', () => {
  it('says what is shown and where', () => {
    const urls = { local: 'http://localhost:1/', network: ['http://10.0.0.1:1/', 'http://10.0.0.2:1/'] };
    const block = startUpBlock({ version: '1.2.3', source: 'camera 0', urls, qrCode: ['CODE'] });
    expect(
      block
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'WebGear RTC 1.2.3 shows camera 0.',
      '',
      'On this machine  http://localhost:1/',
      'On the network   http://10.0.0.1:1/',
      'http://10.0.0.2:1/',
      '',
      'CODE',
      '',
      'http://10.0.0.1:1/',
      '',
      'Ctrl+C ends it.',
    ]);
  });

  it.each([
    [{ source: 'test:' }, 'a test pattern'],
    [{ source: 0 }, 'camera 0'],
    [{ source: 'a@b.mp4' }, 'a@b.mp4'],
    [{ streams: { front: {}, yard: {} } }, 'front, yard'],
    [{ source: 'rtsp://me:secret@cam/1' }, 'rtsp://***@cam/1'],
    [{ source: 'rtsp://me:sec@ret@cam/1' }, 'rtsp://***@cam/1'],
    [{ source: 'rtsp://me:sec ret@cam/1' }, 'rtsp://***@cam/1'],
    [{ source: 'rtsp://me:sec/ret@cam/1' }, 'rtsp://***@cam/1'],
    [{ source: 'rtsp://me:sec?r#et@cam/1?x=1' }, 'rtsp://***@cam/1?***'],
    [{ source: 'rtspsrc location=rtsp://cam/1 user-pw=secret ! appsink' }, 'a GStreamer pipeline'],
    [{ api: 'PiGear', cameraNum: 1 }, 'Pi camera 1'],
    [{ enablePiCamera: true }, 'Pi camera 0'],
    [{ source: 'http://cam/1?token=abc&x=1' }, 'http://cam/1?***'],
  ])('describes %j without secrets', (options, words) => {
    expect(describeSource(options)).toBe(words);
  });
});
