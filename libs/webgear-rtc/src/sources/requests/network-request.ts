import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { mustBeRelayed } from '../../ffmpeg/relay/relayed-input.js';
import { contentLengthOf } from '../http/content-length.js';
import { relayPackets } from '../reader-process/relayed-packets.js';
import { rtspClient } from '../rtsp/rtsp-client.js';
import { SrtRelay } from '../srt/srt-relay.js';

/**
 * Half a second is enough to detect a stream that names its codec; FFmpeg's default is five. Not `nobuffer`: it
 * discards the probed data with its key frame, and the next may be many seconds away.
 */
export const QUICK_PROBE = {
  analyzeduration: '500000',
  probesize: '500000',
  // Frames to measure the nominal rate by. More take many seconds at a rate of one in four.
  fpsprobesize: '2',
};

/** For streams that do not start with video. FFmpeg's defaults are meant for recordings on a disk. */
export const LONG_PROBE = { analyzeduration: '6000000', probesize: '10000000' };

/** Protocols a session description may use. */
export const SDP_PROTOCOLS = 'rtp,srtp,udp';

const SRT_PROTOCOLS = 'srt,udp';

/**
 * Protocols FFmpeg may open by itself, for example for segments of a playlist; excludes `file`, `data`, `concat` and
 * `subfile`.
 */
const HTTP_PROTOCOLS = 'http,https,tls,tcp,crypto,httpproxy';

/**
 * Limits the data used to detect the format. By default FFmpeg needs a megabyte to recognise concatenated JPEGs as
 * video.
 */
const HTTP = { ...QUICK_PROBE, formatprobesize: '65536', protocol_whitelist: HTTP_PROTOCOLS };

/**
 * For demuxers that the probe may select. FFmpeg refuses segments with unusual names (`seg?n=3`, `.jpg`), since a
 * playlist might refer to local files; the protocol whitelist prevents that. A `%` in a URL is not a sequence
 * pattern.
 */
export const LENIENT_DEMUXERS = {
  allowed_extensions: 'ALL',
  allowed_segment_extensions: 'ALL',
  extension_picky: '0',
  pattern_type: 'none',
};

// TCP first: cameras' UDP loses packets in a busy network, and each loss is visible until the next key frame. Some
// cameras offer UDP only. No events: a track that the server refuses fails the whole session, and only that of sound is worth
// a second attempt without.
const RTSP = {
  ...QUICK_PROBE,
  rtsp_flags: 'prefer_tcp',
  allowed_media_types: 'video+audio',
  protocol_whitelist: 'rtsp,rtsps,rtp,srtp,udp,tcp,tls,http,https',
};

// Also over HTTP, where a firewall allows nothing else.
const RTMP = {
  ...QUICK_PROBE,
  protocol_whitelist: 'rtmp,rtmps,rtmpe,rtmpt,rtmpts,ffrtmphttp,tcp,tls,http,https',
};

/** FFmpeg's name of the timeout option, which differs by protocol, and other options of a scheme. */
interface SchemeOptions {
  readonly timeoutName: 'timeout' | 'rw_timeout';
  readonly options: Readonly<Record<string, string>>;
}

/** Only these schemes are allowed: others of FFmpeg read files or concatenate inputs. */
const OPTIONS_BY_SCHEME: Readonly<Record<string, SchemeOptions>> = {
  http: { timeoutName: 'rw_timeout', options: HTTP },
  https: { timeoutName: 'rw_timeout', options: HTTP },
  hls: { timeoutName: 'rw_timeout', options: HTTP },
  rtsp: { timeoutName: 'timeout', options: RTSP },
  rtsps: { timeoutName: 'timeout', options: RTSP },
  rtp: { timeoutName: 'timeout', options: { ...QUICK_PROBE, protocol_whitelist: 'rtp,srtp,udp' } },
  udp: { timeoutName: 'timeout', options: { ...QUICK_PROBE, protocol_whitelist: 'udp' } },
  rtmp: { timeoutName: 'rw_timeout', options: RTMP },
  rtmps: { timeoutName: 'rw_timeout', options: RTMP },
  srt: { timeoutName: 'timeout', options: { ...QUICK_PROBE, protocol_whitelist: SRT_PROTOCOLS } },
  tcp: { timeoutName: 'rw_timeout', options: { ...QUICK_PROBE, protocol_whitelist: 'tcp' } },
};

/** These schemes may listen on a port of all local addresses, written without a host. */
const MAY_LISTEN = new Set(['rtp', 'udp', 'srt', 'tcp']);

/** Schemes that serve recordings as well as live streams. */
const MAYBE_RECORDED = new Set(['http', 'https', 'hls']);

/** Cameras, of which an application has many. Nothing about them has to be known but their streams. */
const MAY_BE_RELAYED = new Set(['rtsp', 'rtsps']);

/** How long a network source may take for its first frame. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * FFmpeg's timeout is longer than ours: its errors for silence are misleading, and it takes a source with one frame
 * in twelve seconds for silent.
 */
const FFMPEG_EXTRA_MS = 80_000;

/**
 * The request for a URL.
 *
 * @param label the URL without credentials
 * @param stallTimeoutMs how long an open source may be silent, in milliseconds
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for a scheme that is not allowed, or a malformed URL
 */
export function networkRequest(
  scheme: string,
  url: string,
  label: string,
  stallTimeoutMs = 0,
): MediaInputRequest {
  const known = OPTIONS_BY_SCHEME[scheme];
  if (known === undefined) {
    const reason = `the scheme "${scheme}:" is not supported; use one of ${Object.keys(OPTIONS_BY_SCHEME).join(', ')}`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  assertAddress(scheme, url, label);
  const ffmpegTimeoutMs = Math.max(OPEN_TIMEOUT_MS, stallTimeoutMs) + FFMPEG_EXTRA_MS;
  const isHttp = MAYBE_RECORDED.has(scheme);
  const address = scheme === 'hls' ? url.replace(/^hls/i, 'http') : url;
  const timeout = { [known.timeoutName]: String(ffmpegTimeoutMs * 1000) };
  const relay = () =>
    new SrtRelay(label, { url, options: { ...timeout, protocol_whitelist: SRT_PROTOCOLS } });
  return {
    label,
    url: address,
    ...(mustBeRelayed(scheme) && { relay }),
    ...(MAY_BE_RELAYED.has(scheme) && { packetRelay: relayPackets }),
    ...(scheme === 'rtsp' && { packetClient: rtspClient(known.options) }),
    ...(isHttp && { demuxerOptions: LENIENT_DEMUXERS, contentLength: contentLengthOf(address) }),
    options: { ...known.options, ...timeout },
    live: isHttp ? 'probe' : true,
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}

const ADDRESS =
  /^[^:]+:\/\/(?:[^/?#\s]*@)?(?<host>\[[\da-f:.%]+\]|[^:/?#[\]\s]*)(?::(?<port>\d{1,5}))?(?:[/?#]|$)/i;

/** FFmpeg connects to localhost if a URL has no host, and reports other faults as "Invalid argument". */
function assertAddress(scheme: string, url: string, label: string): void {
  const { host, port = '0' } = ADDRESS.exec(url)?.groups ?? {};
  if (host !== undefined && (host !== '' || MAY_LISTEN.has(scheme)) && Number(port) <= 65_535) return;
  throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason: faultOf(url) });
}

/** Characters that must be percent-encoded in user info (RFC 3986, 3.2.1). */
const ENCODED: readonly (readonly [character: string, name: string, code: string])[] = [
  ['/', '"/"', '%2F'],
  ['?', '"?"', '%3F'],
  ['#', '"#"', '%23'],
  [' ', 'a blank', '%20'],
];

/** Names the characters to encode, but not the credentials. */
function faultOf(url: string): string {
  const credentials = /^[^:]+:\/\/([^]*)@/.exec(url)?.[1] ?? '';
  const raw = ENCODED.filter(([character]) => credentials.includes(character));
  if (raw.length === 0)
    return 'it is not a complete address; encode / ? # @ in a user name or a password as %2F %3F %23 %40';
  const [names, codes] = [raw.map(([, name]) => name), raw.map(([, , code]) => code)];
  return `its user name or password has ${names.join(' and ')} in it, to be written ${codes.join(' and ')}; "@" is written %40 and "%" is %25`;
}
