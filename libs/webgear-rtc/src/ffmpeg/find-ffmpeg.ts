import { existsSync } from 'node:fs';

/** Where the ffmpeg executable is: {@link findFfmpeg} looks in this order. */
export interface FfmpegPlaces {
  /** Path the user named in the options. */
  readonly customFfmpeg: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  /** Path of the package `ffmpeg-static`, which is optional: its install script downloads, and may be refused. */
  readonly staticPath?: () => Promise<string | undefined>;
}

/**
 * The ffmpeg executable: the one named in the options, in `FFMPEG_PATH`, of the package `ffmpeg-static`, or the name
 * alone, for the system to look up on the `PATH`. Whether it runs is seen when it is run.
 */
export async function findFfmpeg({
  customFfmpeg,
  environment = process.env,
  staticPath = staticFfmpeg,
}: FfmpegPlaces): Promise<string> {
  return customFfmpeg ?? (environment['FFMPEG_PATH'] || ((await staticPath()) ?? 'ffmpeg'));
}

async function staticFfmpeg(): Promise<string | undefined> {
  try {
    // In a variable, since the package and its types need not be there.
    const packageName = 'ffmpeg-static';
    const { default: path } = (await import(packageName)) as { default: string | null };
    return path !== null && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
