import { describe, expect, it } from '@jest/globals';
import { ytDlpCommand } from './yt-dlp-command.js';

describe('the command line of yt-dlp', () => {
  it('accepts names of flags and of the Python interface', () => {
    const parameters = {
      cookiefile: 'c.txt',
      nocheckcertificate: true,
      geo_bypass: false,
      'socket-timeout': 5,
      usenetrc: true,
      videopassword: 'x',
      ratelimit: 1000,
      cookiesfrombrowser: 'firefox',
      http_headers: { Referer: 'https://a/', 'X-A': 'b: c' },
    };
    expect(ytDlpCommand('yt-dlp', 'https://a/', parameters, 'a').args.slice(0, 16)).toEqual([
      '--cookies',
      'c.txt',
      '--no-check-certificates',
      '--socket-timeout',
      '5',
      '--netrc',
      '--video-password',
      'x',
      '--limit-rate',
      '1000',
      '--cookies-from-browser',
      'firefox',
      '--add-headers',
      'Referer:https://a/',
      '--add-headers',
      'X-A:b: c',
    ]);
  });

  it('does not parse the URL as a flag', () => {
    expect(ytDlpCommand('yt-dlp', '--exec=x', {}, 'a').args.slice(-2)).toEqual(['--', '--exec=x']);
  });
});
