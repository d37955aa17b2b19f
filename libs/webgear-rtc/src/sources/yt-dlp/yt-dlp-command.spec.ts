import { describe, expect, it } from '@jest/globals';
import { ytDlpCommand } from './yt-dlp-command.js';

describe('the command line of yt-dlp', () => {
  it('has its parameters by the names of its flags or of its Python interface', () => {
    const parameters = {
      cookiefile: 'c.txt',
      nocheckcertificate: true,
      geo_bypass: false,
      'socket-timeout': 5,
    };
    expect(ytDlpCommand('yt-dlp', 'https://a/', parameters, 'a').args.slice(0, 5)).toEqual([
      '--cookies',
      'c.txt',
      '--no-check-certificates',
      '--socket-timeout',
      '5',
    ]);
  });

  it('takes no address for a flag', () => {
    expect(ytDlpCommand('yt-dlp', '--exec=x', {}, 'a').args.slice(-2)).toEqual(['--', '--exec=x']);
  });
});
