import { constants as os } from 'node:os';
import type { FormatContext, IOContext } from 'node-av/lib';
import { FfmpegCallError } from './ffmpeg-call.js';
import type { InputInterrupter } from './input-interrupter.js';
import type { NodeAv } from './load-node-av.js';
import type { MediaInputRequest } from './media-input-request.interface.js';

/** An image is complete within a moment, unless FFmpeg has taken one JPEG after the other for one. */
const IMAGE_PATIENCE_MS = 2500;

/** The parts of an answer come at once, unless FFmpeg does not find their ends, which it looks for as long as it is let. */
const PART_PATIENCE_MS = 1200;

/** What is said where patience has ended. */
const STUCK = 'no complete image came';

/** HLS and DASH come in bursts of seconds, which only pacing makes smooth. */
export function isSegmented(context: FormatContext): boolean {
  return /hls|dash/.test(context.iformat?.name ?? '');
}

/** `multipart/x-mixed-replace`: JPEGs with a header each, as many cameras send them. */
export function isMultipart(context: FormatContext): boolean {
  return context.iformat?.name === 'mpjpeg';
}

/** Image files, for which FFmpeg has demuxers of their own. */
export function isImage(context: FormatContext): boolean {
  return /^image2$|_pipe$/.test(context.iformat?.name ?? '');
}

/**
 * Whether the length of an answer says anything of the end: a playlist and a camera's parts have none of their own, and a
 * recording in FLV states its duration.
 */
export function mayEnd(context: FormatContext): boolean {
  return !isMultipart(context) && !isSegmented(context) && !/flv/.test(context.iformat?.name ?? '');
}

/** A recording over HTTP states how long it is: in its own header, or in that of the answer. */
export async function isEndless(
  av: NodeAv,
  context: FormatContext,
  request: MediaInputRequest,
): Promise<boolean> {
  if (context.duration !== av.AV_NOPTS_VALUE && context.duration > 0n) return false;
  if (!mayEnd(context)) return true;
  return (await request.statedLength?.()) === undefined;
}

/**
 * Shortens what is still to come of a probe where there are no time stamps: FFmpeg would count twenty frames to find the
 * rate that it has assumed itself.
 */
export function shortenProbe(av: NodeAv, context: FormatContext): void {
  if (((context.iformat?.flags ?? 0) & av.AVFMT_NOTIMESTAMPS) === 0) return;
  context.setOption('fpsprobesize', '0');
  context.setOption('analyzeduration', '1');
}

/** Looks for the streams, for a shorter time where images ought to be: the caller has another demuxer for those. */
export async function withinPatience(
  context: FormatContext,
  interrupter: InputInterrupter,
  request: MediaInputRequest,
  findStreams: () => Promise<void>,
): Promise<void> {
  if ((!isMultipart(context) && !isImage(context)) || request.isPatient === true) return findStreams();
  let isStuck = false;
  const patience = setTimeout(
    () => {
      isStuck = true;
      interrupter.interrupt();
    },
    isImage(context) ? IMAGE_PATIENCE_MS : PART_PATIENCE_MS,
  );
  try {
    await findStreams();
  } catch (error) {
    if (!isStuck) throw error;
  } finally {
    clearTimeout(patience);
  }
  if (isStuck) throw new FfmpegCallError('probe', -os.errno.ETIMEDOUT, STUCK);
}

/** Whether an error is one of {@link withinPatience}. */
export function hasLostPatience({ cause }: Error): boolean {
  return cause instanceof FfmpegCallError && cause.reason === STUCK;
}

/**
 * Whether a read failed because a server ended the connection that had not said how much there is: that is the only end such
 * an answer has (RFC 9112, 6.3), and an error to FFmpeg.
 */
export async function endsWithConnection(error: unknown, request: MediaInputRequest): Promise<boolean> {
  if (!(error instanceof FfmpegCallError) || error.averror !== -os.errno.EIO) return false;
  return request.statedLength !== undefined && (await request.statedLength()) === undefined;
}

/** A text for FFmpeg to read instead of an address. */
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
