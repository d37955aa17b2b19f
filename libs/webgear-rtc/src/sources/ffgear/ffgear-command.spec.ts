import { describe, expect, it } from '@jest/globals';
import { ffgearCommand } from './ffgear-command.js';

const request = {
  label: 'cam',
  url: 'rtsp://camera.local/1',
  options: { rtsp_transport: 'tcp' },
  live: true,
  openTimeoutMs: 1000,
};

describe('the command line of ffmpeg', () => {
  it('has input options before the source, and output options after it', () => {
    const sourceOptions = {
      '-ffprefixes': ['-stream_loop', '2'],
      '-hwaccel': 'auto',
      '-vcodec': 'h264_cuvid',
      '-vf': 'hflip',
    };
    const { args } = ffgearCommand(
      'ffmpeg',
      { ...request, format: 'rtsp' },
      { frameFormat: 'nv12', sourceOptions },
    );
    expect(args.join(' ')).toBe(
      '-hide_banner -nostdin -nostats -loglevel info -stream_loop 2 -hwaccel auto -c:v h264_cuvid -f rtsp ' +
        '-rtsp_transport tcp -i rtsp://camera.local/1 -vf hflip -an -sn -dn -pix_fmt nv12 -f rawvideo pipe:1',
    );
  });

  it('has other options before the source, where they override the defaults', () => {
    const sourceOptions = {
      '-rtsp_transport': 'udp',
      '-ss': 10,
      '-re': true,
      '-fflags': '+genpts -i /etc/passwd',
      '-noaccurate_seek': false,
    };
    const { args } = ffgearCommand('ffmpeg', request, { frameFormat: 'bgr24', sourceOptions });
    const inputs = args.slice(args.indexOf('info') + 1, args.indexOf('-i'));
    // Each value is one argument, whatever it contains.
    expect(inputs).toEqual([
      '-rtsp_transport',
      'udp',
      '-ss',
      '10',
      '-re',
      '-fflags',
      '+genpts -i /etc/passwd',
    ]);
  });

  it('contains only requested options', () => {
    const { args } = ffgearCommand('ffmpeg', request, { frameFormat: 'bgr24', sourceOptions: {} });
    expect(args.join(' ')).toContain('-loglevel info -rtsp_transport tcp -i rtsp://camera.local/1 -an');
  });
});
