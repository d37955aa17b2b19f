import { existsSync } from 'node:fs';

/** Where {@link findFfmpeg} looks for the ffmpeg executable, in this order. */
export interface FfmpegPlaces {
  /** Path from the options. */
  readonly customFfmpeg: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  /** Path from the optional package `ffmpeg-static`, whose install script downloads and may be blocked. */
  readonly staticPath?: () => Promise<string | undefined>;
}

/**
 * The ffmpeg executable: the one named in the options, in `FFMPEG_PATH`, of the package `ffmpeg-static`, or the bare
 * name, which the system looks up on the `PATH`. Not checked for being executable.
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
    // In a variable: TypeScript would otherwise require the types of a package that may not be installed.
    const packageName = 'ffmpeg-static';
    const { default: path } = (await import(packageName)) as { default: string | null };
    return path !== null && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
