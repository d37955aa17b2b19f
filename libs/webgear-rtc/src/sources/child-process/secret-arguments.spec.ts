import { afterEach, describe, expect, it } from '@jest/globals';
import { ytDlpCommand } from '../yt-dlp/yt-dlp-command.js';
import { MediaProcess } from './media-process.js';
import { secretArguments } from './secret-arguments.js';

describe('secrets on a command line', () => {
  let program: MediaProcess | undefined;

  afterEach(() => program?.close());

  it('are the values of secret flags and of headers', () => {
    const headers = 'Authorization: Basic aHVudGVyMg==\r\nX-Key: hunter3\r\n';
    const { args } = ytDlpCommand(
      'yt-dlp',
      'https://a/',
      { username: 'someone', videopassword: 'hunter2', proxy: 'p' },
      'a',
    );
    expect(secretArguments(['-re', '-ss', '10', '-headers', headers, ...args])).toEqual(
      expect.arrayContaining(['Basic aHVudGVyMg==', 'hunter3', 'hunter2', 'someone']),
    );
    expect(secretArguments(['-re', '-ss', '10000', '-i', 'file.mp4', '-key', 'abc'])).toEqual([]);
  });

  it('are masked in the last lines of a program that repeats its arguments', async () => {
    const script =
      'console.error("Unable to parse option value " + process.argv.slice(1).join(" ")); process.exit(1)';
    program = await MediaProcess.start({
      label: 'camera',
      executable: process.execPath,
      args: ['-e', script, '--', '-password', 'hunter2', '-headers', 'Cookie: session=hunter3', '-ss', '10'],
      outputFd: 1,
      remedy: '',
    });
    const error = await program.failure();
    expect(error.message).toContain('Unable to parse option value -password *** -headers *** -ss 10');
    expect(String(error.cause)).not.toContain('hunter');
  });
});
