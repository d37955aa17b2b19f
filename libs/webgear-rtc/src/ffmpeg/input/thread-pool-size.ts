const DEFAULT_SIZE = 4;

/**
 * How many of FFmpeg's calls this process can wait for at a time.
 *
 * They share libuv's threads with each other and with the files of the application. The size is fixed before the first
 * line of a program runs, so only the environment it is started in can change it.
 */
export function threadPoolSize(environment: NodeJS.ProcessEnv = process.env): number {
  return Number(environment['UV_THREADPOOL_SIZE']) || DEFAULT_SIZE;
}
