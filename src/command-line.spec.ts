import { describe, expect, it } from '@jest/globals';
import { CommandLineError, helpText, parseCommandLine } from './command-line.js';

describe('the command line', () => {
  it('shows the test pattern on port 8000 of every address when it says nothing', () => {
    expect(parseCommandLine([])).toEqual({
      source: 'test:',
      loop: false,
      port: 8000,
      ipAddress: '0.0.0.0',
      logging: false,
      help: false,
      version: false,
    });
  });

  it.each([
    [['--source', 'a.mp4', '--loop', '--port', '0', '--ipaddress', '::1', '--logging']],
    [['-s', 'a.mp4', '--loop', '-pt', '0', '-ip', '::1', '-l']],
    [['--source=a.mp4', '--loop', '--port=0', '--ipaddress=::1', '-l']],
  ])('takes long flags and short ones: %j', (args) => {
    const expected = { source: 'a.mp4', loop: true, port: 0, ipAddress: '::1', logging: true };
    expect(parseCommandLine(args)).toMatchObject(expected);
  });

  it('takes a whole number for a camera, and nothing else', () => {
    expect(parseCommandLine(['-s', '0']).source).toBe(0);
    expect(parseCommandLine(['-s', '0.mp4']).source).toBe('0.mp4');
  });

  it.each([
    [['--prot', '1'], /--prot.* Try --help\.$/],
    [['movie.mp4'], /movie\.mp4.* Try --help\.$/],
    [['--port'], /--port.* Try --help\.$/],
    [['--port', '65536'], /--port must be a whole number from 0 to 65535, but is "65536"/],
    [['--port', '8e3'], /--port must be/],
    [['--port', ''], /--port must be/],
  ])('refuses %j in one line', (args, message) => {
    const parse = (): unknown => parseCommandLine(args);
    expect(parse).toThrow(CommandLineError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });

  it('has every flag in its help', () => {
    for (const flag of ['--source', '--loop', '--port', '--ipaddress', '--logging', '--help', '--version']) {
      expect(helpText).toContain(flag);
    }
  });
});
