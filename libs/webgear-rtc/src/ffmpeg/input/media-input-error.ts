import { constants as os } from 'node:os';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FfmpegCallError } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import { maskCredentials } from '../../errors/mask-credentials.js';

/**
 * Maps a failed call on an input to a coded error.
 *
 * @param source name of the source, without credentials
 * @param isOpen whether the input was open by then
 */
export function toMediaInputError(
  av: NodeAv,
  source: string,
  error: unknown,
  isOpen = false,
): WebGearRtcError {
  if (error instanceof WebGearRtcError) return error;
  const options = { cause: error };
  if (!(error instanceof FfmpegCallError)) {
    const reason = maskCredentials(error instanceof Error ? error.message : String(error));
    return new WebGearRtcError('WGR_SOURCE_FAILED', { source, reason }, options);
  }
  const reason = maskCredentials(error.reason);
  if (isAddress(source) && (error.averror === -os.errno.EIO || error.averror === av.AVERROR_EOF)) {
    // FFmpeg reports an unresolvable name and a closed connection alike.
    const what = isOpen ? 'the connection was closed' : 'there is no such host, or it closed the connection';
    return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason: what }, options);
  }
  switch (error.averror) {
    case -os.errno.ENOENT:
    case -os.errno.ENODEV:
    case -os.errno.ENXIO:
      return new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source }, options);
    case -os.errno.EISDIR:
      return new WebGearRtcError('WGR_SOURCE_NOT_A_FILE', { source }, options);
    case -os.errno.EACCES:
    case -os.errno.EPERM:
      return new WebGearRtcError('WGR_SOURCE_ACCESS_DENIED', { source }, options);
    case -os.errno.EBUSY:
      return new WebGearRtcError('WGR_SOURCE_BUSY', { source }, options);
    case -os.errno.ECONNREFUSED:
      return new WebGearRtcError('WGR_SOURCE_REFUSED', { source }, options);
    case -os.errno.ETIMEDOUT:
    case -os.errno.EHOSTUNREACH:
    case -os.errno.ENETUNREACH:
    case -os.errno.ECONNRESET:
    case av.AVERROR_EXIT:
      return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason }, options);
    case av.AVERROR_HTTP_BAD_REQUEST:
    case av.AVERROR_HTTP_UNAUTHORIZED:
    case av.AVERROR_HTTP_FORBIDDEN:
    case av.AVERROR_HTTP_NOT_FOUND:
    case av.AVERROR_HTTP_TOO_MANY_REQUESTS:
    case av.AVERROR_HTTP_OTHER_4XX:
    case av.AVERROR_HTTP_SERVER_ERROR:
      return new WebGearRtcError('WGR_SOURCE_HTTP_ERROR', { source, reason }, options);
    case av.AVERROR_INVALIDDATA:
      return new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source }, options);
    case av.AVERROR_STREAM_NOT_FOUND:
      return new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source }, options);
    default:
      return new WebGearRtcError('WGR_SOURCE_FAILED', { source, reason }, options);
  }
}

function isAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(source);
}
