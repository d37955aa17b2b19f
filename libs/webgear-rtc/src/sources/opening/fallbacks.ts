import type { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { isImageTimeout } from '../../ffmpeg/input/http-container.js';
import { LONG_PROBE, networkRequest, SDP_PROTOCOLS } from '../requests/network-request.js';
import { firstEntryOf, type SniffedContent } from '../http/sniff-content.js';
import type { HttpProbeResult } from '../http/http-probe.js';

/** A failed attempt, and what an HTTP probe of the server found. */
export interface Failure {
  readonly request: MediaInputRequest;
  readonly error: WebGearRtcError;
  /** For HTTP only, and only if the server responds. */
  readonly answer: HttpProbeResult | undefined;
  readonly content: SniffedContent | undefined;
}

/** Another way to open a source, after an attempt has failed. */
export interface Fallback {
  readonly name: string;
  /** Completes "Trying …". */
  readonly reason: string;
  readonly applies: (failure: Failure) => boolean;
  /** Throws a coded error if the changed request is not allowed. */
  readonly change: (failure: Failure) => MediaInputRequest;
}

/** Without timestamps there is no rate to measure and no duration to analyse. */
const UNTIMED_PROBE = { analyzeduration: '1', fpsprobesize: '0' };

/** In the order of the attempts. */
export const FALLBACKS: readonly Fallback[] = [
  {
    name: 'no-ranges',
    reason: 'without a byte range, which the server may refuse',
    applies: ({ request, error, answer }) =>
      error.code === 'WGR_SOURCE_HTTP_ERROR' &&
      isHttp(request) &&
      request.options['seekable'] === undefined &&
      !/\b401\b/.test(error.message) &&
      (answer === undefined || answer.status < 300),
    change: ({ request }) => withOptions(request, { seekable: '0' }),
  },
  {
    name: 'basic',
    reason: 'with Basic credentials in the first request, since the server names no scheme',
    applies: ({ request, error, answer }) =>
      error.code === 'WGR_SOURCE_HTTP_ERROR' &&
      isHttp(request) &&
      answer?.authentication === 'unnamed' &&
      answer.status < 300,
    change: ({ request }) => withOptions(request, { auth_type: 'basic' }),
  },
  {
    name: 'playlist',
    reason: 'the first entry of its playlist',
    applies: ({ content }) => content === 'playlist',
    change: ({ request, answer }) => {
      const entry = firstEntryOf(answer?.start.toString('utf8') ?? '') ?? '';
      const { href } = new URL(entry, answer?.url);
      return {
        ...networkRequest(schemeOf(href), href, request.label),
        passthrough: request.passthrough ?? 'never',
      };
    },
  },
  {
    name: 'segment-names',
    reason: 'with segments of any name',
    applies: ({ error }) => refusedNames(error) !== undefined,
    change: ({ request, error }) => withOptions(request, refusedNames(error) ?? {}),
  },
  {
    name: 'hls',
    reason: 'as HLS, whatever its name and its media type',
    applies: ({ request, content, error }) =>
      isNoMedia(error) && content === 'hls' && request.format === undefined,
    change: ({ request }) => ({ ...request, format: 'hls' }),
  },
  {
    name: 'sdp',
    reason: 'as a session description',
    applies: ({ content }) => content === 'session-description',
    change: ({ request }) => ({
      ...withOptions(request, {
        protocol_whitelist: `${request.options['protocol_whitelist'] ?? 'http,tcp'},${SDP_PROTOCOLS}`,
      }),
      format: 'sdp',
      live: true,
    }),
  },
  {
    name: 'mjpeg',
    reason: 'as concatenated JPEGs, skipping data between them',
    applies: ({ content, error }) => content === 'jpeg' && isNoMedia(error),
    change: ({ request, answer }) => ({
      ...withOptions(request, UNTIMED_PROBE),
      // `jpeg_pipe` handles a single image; `mjpeg` skips data between images.
      format: answer?.contentType === 'image/jpeg' ? 'jpeg_pipe' : 'mjpeg',
    }),
  },
  {
    name: 'h264',
    reason: 'as H.264, skipping data between its frames',
    applies: ({ content, error }) => content === 'h264' && isNoMedia(error),
    change: ({ request }) => ({ ...withOptions(request, UNTIMED_PROBE), format: 'h264' }),
  },
  {
    name: 'full-probe',
    reason: 'with a longer time limit for the first image',
    applies: ({ error }) => isImageTimeout(error),
    change: ({ request }) => ({ ...request, fullProbe: true }),
  },
  {
    name: 'rtsp-without-sound',
    reason: 'RTSP without its sound',
    applies: ({ request, error }) => isRtsp(request) && isRefusedTrack(error) && asksForSound(request),
    change: ({ request }) => withOptions(request, { allowed_media_types: 'video' }),
  },
  {
    name: 'rtsp-udp',
    reason: 'RTSP with every track over UDP',
    applies: ({ request, error }) => isRtsp(request) && isRefusedTrack(error),
    change: ({ request }) => withOptions(request, { rtsp_transport: 'udp', rtsp_flags: '0' }),
  },
  {
    name: 'rtsp-all-tracks',
    reason: 'RTSP with tracks that are not declared as video',
    applies: ({ request, error }) =>
      isRtsp(request) && (isRefusedTrack(error) || error.code === 'WGR_SOURCE_NO_VIDEO'),
    change: ({ request }) =>
      withOptions(request, {
        rtsp_transport: 'tcp',
        rtsp_flags: 'prefer_tcp',
        allowed_media_types: 'video+audio+data',
      }),
  },
  {
    name: 'long-probe',
    reason: 'a longer probe',
    applies: ({ error }) => error.code === 'WGR_SOURCE_NO_VIDEO',
    change: ({ request }) => ({ ...withOptions(request, LONG_PROBE), fullProbe: true }),
  },
];

function withOptions(
  request: MediaInputRequest,
  options: Readonly<Record<string, string>>,
): MediaInputRequest {
  return { ...request, options: { ...request.options, ...options } };
}

/** FFmpeg may have chosen a wrong demuxer, and waited for data it needs. */
function isNoMedia({ code }: WebGearRtcError): boolean {
  return (
    code === 'WGR_SOURCE_NOT_MEDIA' ||
    code === 'WGR_SOURCE_NO_VIDEO' ||
    code === 'WGR_SOURCE_UNREACHABLE' ||
    code === 'WGR_SOURCE_FAILED'
  );
}

/** The ffmpeg program refuses unknown options, and old versions know only one of these; the message names it. */
function refusedNames({ cause }: WebGearRtcError): Readonly<Record<string, string>> | undefined {
  const words = cause instanceof Error ? cause.message : '';
  if (/allowed_segment_extensions|extension_picky|mismatches allowed extensions/.test(words))
    return { extension_picky: '0', allowed_segment_extensions: 'ALL', allowed_extensions: 'ALL' };
  return /allowed_extensions|not a common multimedia extension/.test(words)
    ? { allowed_extensions: 'ALL' }
    : undefined;
}

/** FFmpeg reports invalid data for a track that the server refuses to send over this transport. */
function isRefusedTrack({ code, message }: WebGearRtcError): boolean {
  const isOther = code === 'WGR_SOURCE_HTTP_ERROR' && !/\b40[0134]\b/.test(message);
  return isOther || code === 'WGR_SOURCE_NOT_MEDIA' || code === 'WGR_SOURCE_FAILED';
}

function asksForSound({ options }: MediaInputRequest): boolean {
  return options['allowed_media_types'] === 'video+audio';
}

function isHttp({ url }: MediaInputRequest): boolean {
  return /^https?:\/\//i.test(url);
}

function isRtsp({ url }: MediaInputRequest): boolean {
  return /^rtsps?:\/\//i.test(url);
}

function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
}
