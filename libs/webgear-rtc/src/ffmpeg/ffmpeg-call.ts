import type { NodeAv } from './load-node-av.js';

/** An FFmpeg call that failed. Rooms turn it into a coded error that says what it means to the user. */
export class FfmpegCallError extends Error {
  override readonly name = 'FfmpegCallError';

  /**
   * @param operation what was being done
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
 * Passes a result of FFmpeg on unless it is an error number.
 *
 * @throws FfmpegCallError
 */
export function checked(av: NodeAv, operation: string, result: number): number {
  if (result < 0) throw new FfmpegCallError(operation, result, av.FFmpegError.strerror(result));
  return result;
}
