import { constants as os } from 'node:os';
import { FfmpegCallError } from '../../ffmpeg/ffmpeg-call.js';
import type { NodeAv } from '../../ffmpeg/load-node-av.js';
import { RelayDeclinedError } from '../../ffmpeg/relay/packet-relay.js';
import { RtspClosedError } from './rtsp-connection.js';
import { RtspRefusal } from './rtsp-session.js';

/** Another program would fail for the same reason. Names that cannot be resolved are an I/O error to FFmpeg. */
const SYSTEM_ERRORS: Readonly<Record<string, number>> = {
  ECONNREFUSED: os.errno.ECONNREFUSED,
  ECONNRESET: os.errno.ECONNRESET,
  EHOSTUNREACH: os.errno.EHOSTUNREACH,
  ENETUNREACH: os.errno.ENETUNREACH,
  ETIMEDOUT: os.errno.ETIMEDOUT,
  EPIPE: os.errno.ECONNRESET,
  ENOTFOUND: os.errno.EIO,
  EAI_AGAIN: os.errno.EIO,
};

/** Nothing has come for longer than a session may be silent. */
export class RtspSilenceError extends Error {
  override readonly name = 'RtspSilenceError';
  readonly code = 'ETIMEDOUT';
}

/**
 * The error for why a camera could not be opened: that of FFmpeg for the same cause where the cause is certain, so that users are
 * told the same; else one that has FFmpeg try. Wrong passwords are certain: cameras count them, and lock their users out.
 */
export function openingErrorOf(av: NodeAv, error: unknown): Error {
  if (error instanceof RelayDeclinedError || error instanceof FfmpegCallError) return error;
  if (error instanceof RtspRefusal) {
    const { method, status } = error;
    if (status === 401) return callError(av, 'open', av.AVERROR_HTTP_UNAUTHORIZED);
    if (status === 403 && method === 'DESCRIBE') return callError(av, 'open', av.AVERROR_HTTP_FORBIDDEN);
    if (status === 404 && method === 'DESCRIBE') return callError(av, 'open', av.AVERROR_HTTP_NOT_FOUND);
  }
  const number = systemErrorOf(error);
  // A connection that was closed may have been closed because of what was asked.
  if (number !== undefined && number !== os.errno.ECONNRESET) return callError(av, 'open', -number);
  return new RelayDeclinedError(error instanceof Error ? error.message : String(error), { cause: error });
}

/** The error for why an open camera could not be read on. */
export function readingErrorOf(av: NodeAv, error: Error): FfmpegCallError {
  if (error instanceof RtspClosedError) return callError(av, 'read', av.AVERROR_EOF);
  return callError(av, 'read', -(systemErrorOf(error) ?? os.errno.EIO));
}

/** What a call fails with once its input is closed. */
export function closedError(av: NodeAv): FfmpegCallError {
  return callError(av, 'open', av.AVERROR_EXIT);
}

function systemErrorOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return SYSTEM_ERRORS[code];
}

function callError(av: NodeAv, operation: string, averror: number): FfmpegCallError {
  return new FfmpegCallError(operation, averror, av.FFmpegError.strerror(averror));
}
