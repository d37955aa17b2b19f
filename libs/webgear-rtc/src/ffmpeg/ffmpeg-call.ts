import type { NodeAv } from './load-node-av.js';

/** A failed FFmpeg call. Callers turn it into a coded error that tells the user what it means. */
export class FfmpegCallError extends Error {
  override readonly name = 'FfmpegCallError';

  /**
   * @param operation what was attempted, completes "could not …"
   * @param averror FFmpeg's negative error number
   * @param reason FFmpeg's text for it
   */
  constructor(
    readonly operation: string,
    readonly averror: number,
    readonly reason: string,
  ) {
    super(`${operation}: ${reason}`);
  }
}

/**
 * Returns the result of an FFmpeg call, or throws if it is an error number.
 *
 * @throws FfmpegCallError
 */
export function checked(av: NodeAv, operation: string, result: number): number {
  if (result < 0) throw new FfmpegCallError(operation, result, av.FFmpegError.strerror(result));
  return result;
}
