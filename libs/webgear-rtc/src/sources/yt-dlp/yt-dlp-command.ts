import type { StreamParameters } from '../../options/source-options.interface.js';
import type { MediaCommand } from '../child-process/media-process.js';

/** Flags for parameters of yt-dlp's Python interface, used by VidGear, that have other names there. */
const FLAG_NAMES: Readonly<Record<string, string>> = {
  cookiefile: 'cookies',
  cookiesfrombrowser: 'cookies-from-browser',
  nocheckcertificate: 'no-check-certificates',
  noplaylist: 'no-playlist',
  ratelimit: 'limit-rate',
  source_address: 'source-address',
  username: 'username',
  usenetrc: 'netrc',
  videopassword: 'video-password',
};

/** The command line that makes yt-dlp print all it knows of a URL, without downloading. */
export function ytDlpCommand(
  executable: string,
  url: string,
  parameters: StreamParameters,
  label: string,
): MediaCommand {
  return {
    label,
    executable,
    // After `--` nothing is parsed as a flag.
    args: [
      ...Object.entries(parameters).flatMap(([name, value]) => flagOf(name, value)),
      '--no-playlist',
      '--no-progress',
      '--dump-single-json',
      '--',
      url,
    ],
    outputFd: 1,
    remedy:
      'Install yt-dlp (anywhere: pip install yt-dlp; macOS: brew install yt-dlp), or name it with the environment variable ' +
      'YT_DLP_PATH',
  };
}

function flagOf(name: string, value: StreamParameters[string]): string[] {
  if (value === false) return [];
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([header, text]) => ['--add-headers', `${header}:${text}`]);
  }
  const flag = `--${FLAG_NAMES[name] ?? name.replaceAll('_', '-')}`;
  return value === true ? [flag] : [flag, String(value)];
}
