import { constants as os } from 'node:os';
import type { FormatContext, IOContext } from 'node-av/lib';
import { FfmpegCallError } from '../ffmpeg-call.js';
import type { InputInterrupter } from './input-interrupter.js';
import type { NodeAv } from '../load-node-av.js';
import type { MediaInputRequest } from './media-input-request.js';

/** An image is complete at once, unless FFmpeg has mistaken a stream of JPEGs for one. */
const IMAGE_TIMEOUT_MS = 2500;

/**
 * Multipart parts are found at once, unless FFmpeg does not recognise the boundary, for which it would search without
 * limit.
 */
const PART_TIMEOUT_MS = 1200;

/** Reason of the error when the time limit for images is exceeded. */
const IMAGE_TIMEOUT = 'no complete image arrived';

/** HLS and DASH arrive in bursts of several seconds, which only pacing smooths. */
export function isSegmented(context: FormatContext): boolean {
  return /hls|dash/.test(context.iformat?.name ?? '');
}

/** `multipart/x-mixed-replace`: JPEGs with a header each, sent by many cameras. */
export function isMultipart(context: FormatContext): boolean {
  return context.iformat?.name === 'mpjpeg';
}

/** Image files, which have demuxers of their own. */
export function isImage(context: FormatContext): boolean {
  return /^image2$|_pipe$/.test(context.iformat?.name ?? '');
}

/**
 * Whether a missing `Content-Length` means that the stream has no end. Playlists and multipart streams never have
 * one, and FLV states its duration itself.
 */
export function mayEnd(context: FormatContext): boolean {
  return !isMultipart(context) && !isSegmented(context) && !/flv/.test(context.iformat?.name ?? '');
}

/** Whether a recording over HTTP states its length neither in its container nor in the response header. */
export async function isEndless(
  av: NodeAv,
  context: FormatContext,
  request: MediaInputRequest,
): Promise<boolean> {
  if (context.duration !== av.AV_NOPTS_VALUE && context.duration > 0n) return false;
  if (!mayEnd(context)) return true;
  return (await request.contentLength?.()) === undefined;
}

/**
 * Shortens the rest of a probe for formats without timestamps: FFmpeg would read twenty frames to measure a rate it
 * has assumed itself.
 */
export function shortenProbe(av: NodeAv, context: FormatContext): void {
  if (((context.iformat?.flags ?? 0) & av.AVFMT_NOTIMESTAMPS) === 0) return;
  context.setOption('fpsprobesize', '0');
  context.setOption('analyzeduration', '1');
}

/** Runs the probe, with a shorter time limit for images: another demuxer can be tried for those. */
export async function probeWithImageTimeout(
  context: FormatContext,
  interrupter: InputInterrupter,
  request: MediaInputRequest,
  findStreams: () => Promise<void>,
): Promise<void> {
  if ((!isMultipart(context) && !isImage(context)) || request.fullProbe === true) return findStreams();
  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      interrupter.interrupt();
    },
    isImage(context) ? IMAGE_TIMEOUT_MS : PART_TIMEOUT_MS,
  );
  try {
    await findStreams();
  } catch (error) {
    if (!timedOut) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (timedOut) throw new FfmpegCallError('probe', -os.errno.ETIMEDOUT, IMAGE_TIMEOUT);
}

/** Whether {@link probeWithImageTimeout} exceeded its limit. */
export function isImageTimeout({ cause }: Error): boolean {
  return cause instanceof FfmpegCallError && cause.reason === IMAGE_TIMEOUT;
}

/**
 * Whether a read failed because the server closed a connection without `Content-Length`: the regular end of such a
 * response (RFC 9112, 6.3), but an I/O error to FFmpeg.
 */
export async function endsWithConnection(error: unknown, request: MediaInputRequest): Promise<boolean> {
  if (!(error instanceof FfmpegCallError) || error.averror !== -os.errno.EIO) return false;
  return request.contentLength !== undefined && (await request.contentLength()) === undefined;
}

/** An input that FFmpeg reads from a string instead of an address. */
export function readerOf(av: NodeAv, text: string): IOContext {
  const bytes = Buffer.from(text);
  let position = 0;
  const reader = new av.IOContext();
  reader.allocContextWithCallbacks(4096, 0, (size) => {
    const piece = bytes.subarray(position, position + size);
    position += piece.length;
    return piece.length === 0 ? av.AVERROR_EOF : piece;
  });
  return reader;
}
