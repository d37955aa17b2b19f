import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './parse-command-line.js';
import { UsageError } from '../process-exit.js';

describe('the command line', () => {
  it('states nothing when it is empty', () => {
    expect(parseCommandLine([])).toEqual({});
  });

  it.each([
    [['--source', 'a.mp4', '--loop', '--port', '0', '--ipaddress', '::1', '--logging']],
    [['-s', 'a.mp4', '--loop', '-pt', '0', '-ip', '::1', '-l']],
    [['--source=a.mp4', '--loop=true', '-pt=0', '--ip-address=::1', '-l', 'True']],
  ])('takes long flags and short ones: %j', (args) => {
    const expected = { source: 'a.mp4', loop: true, port: 0, ipaddress: '::1', logging: true };
    expect(parseCommandLine(args)).toEqual(expected);
  });

  it.each(['--time_delay', '--time-delay', '--timeDelay', '-td'])('takes %s for one flag', (flag) => {
    expect(parseCommandLine([flag, '1.5'])).toEqual({ timeDelay: 1.5 });
  });

  it.each([
    ['-s', 'source'],
    ['-a', 'api'],
    ['-S', 'stabilize'],
    ['-yt', 'streamMode'],
    ['-b', 'backend'],
    ['-sd', 'sourceDemuxer'],
    ['-ff', 'frameFormat'],
    ['-cf', 'customFfmpeg'],
    ['-cn', 'cameraNum'],
    ['-r', 'resolution', '640x480'],
    ['-f', 'framerate'],
    ['-cs', 'colorspace'],
    ['-td', 'timeDelay'],
    ['-ip', 'ipaddress'],
    ['-pt', 'port'],
    ['-l', 'logging'],
    ['-op', 'options'],
    ['-ep', 'enablePiCamera'],
    ['-m', 'mode'],
  ])('knows the short flag %s of VidGear', (flag, name, value = '1') => {
    expect(Object.keys(parseCommandLine([flag, value]))).toEqual([name]);
  });

  it.each([
    '--stream_mode',
    '--source_demuxer',
    '--frame_format',
    '--custom_ffmpeg',
    '--camera_num',
    '--enablePiCamera',
  ])('knows the long flag %s of VidGear', (flag) => {
    expect(Object.values(parseCommandLine([flag, '1']))).toHaveLength(1);
  });

  it.each([
    ['2', 2],
    ['1', 1],
    ['true', true],
    ['False', false],
  ])('takes a number of threads or whether there are any: %s', (text, threads) => {
    expect(parseCommandLine(['--threads', text])).toEqual({ threads });
  });

  it('takes a whole number for a camera, and nothing else', () => {
    expect(parseCommandLine(['-s', '0'])).toEqual({ source: 0 });
    expect(parseCommandLine(['-s', '0.mp4'])).toEqual({ source: '0.mp4' });
  });

  it.each(['1280x720', '1280X720', '1280,720', '(1280, 720)'])('takes %s for a resolution', (text) => {
    expect(parseCommandLine(['--resolution', text])).toEqual({ resolution: [1280, 720] });
  });

  it.each([['--loop'], ['--loop', 'True'], ['--loop=on']])('turns a flag on with %j', (...args) => {
    expect(parseCommandLine(args)).toEqual({ loop: true });
  });

  it.each([['--no-loop'], ['--no_loop'], ['--loop', 'False'], ['--loop=0']])(
    'turns a flag off with %j',
    (...args) => {
      expect(parseCommandLine(args)).toEqual({ loop: false });
    },
  );

  it.each([
    [['--audio', 'auto'], { audio: 'auto' }],
    [['--audio', 'True'], { audio: true }],
    [['--no-audio'], { audio: false }],
    [['--audio', 'off'], { audio: false }],
    [['--audio-source', 'alsa:default'], { audioSource: 'alsa:default' }],
    [['--no-audio-sync'], { audioSync: false }],
    [['--audio-sync'], { audioSync: true }],
  ])('reads the sound from %j', (args, settings) => {
    expect(parseCommandLine(args)).toEqual(settings);
  });

  it('leaves a value alone that looks like a flag', () => {
    expect(parseCommandLine(['--options', '-pt', '-pt', '1'])).toEqual({ options: '-pt', port: 1 });
  });

  it('keeps an equals sign of a value', () => {
    expect(parseCommandLine(['--source=rtsp://h/?a=b'])).toEqual({ source: 'rtsp://h/?a=b' });
  });

  it.each([
    [['--prot', '1'], /--prot.*--port.* Try --help\.$/],
    [['movie.mp4'], /"movie\.mp4".*--source.* Try --help\.$/],
    [['--loop', 'movie.mp4'], /^--loop must be true or false, but is "movie\.mp4"/],
    [['--port'], /--port.* Try --help\.$/],
    [['--no-port'], /--no-port.* Try --help\.$/],
    [['--port', '65536'], /^--port must be a whole number from 0 to 65535, but is "65536"/],
    [['--port', '8e3'], /^--port must be/],
    [['--port', ''], /^--port must be/],
    [['--audio', 'loud'], /^--audio must be auto, true or false, but is "loud"/],
    [['--framerate', 'fast'], /^--framerate must be a number, but is "fast"/],
    [['--resolution', '720p'], /^--resolution must be a width and a height/],
  ])('refuses %j in one line', (args, message) => {
    const parse = (): unknown => parseCommandLine(args);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });
});
