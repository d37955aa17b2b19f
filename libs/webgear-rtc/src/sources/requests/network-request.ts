import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/media-input-request.interface.js';
import { mustBeRelayed } from '../../ffmpeg/relayed-input.js';
import { lengthStatedBy } from '../opening/stated-length.js';
import { SrtRelay } from '../srt/srt-relay.js';

/**
 * Half a second of looking is enough to know a stream that names its codec; FFmpeg would look for five. Not
 * `nobuffer`: it throws away what was looked at, with the key frame in it, and the next may be many seconds off.
 */
export const QUICK_PROBE = {
  analyzeduration: '500000',
  probesize: '500000',
  // Frames that make the nominal rate. More take many seconds where there is one in four.
  fpsprobesize: '2',
};

/** For what begins with something else than video: FFmpeg's own values are for recordings on a disk. */
export const LONG_PROBE = { analyzeduration: '6000000', probesize: '10000000' };

/** What a session description leads to. */
export const SDP_PROTOCOLS = 'rtp,srtp,udp';

const SRT_PROTOCOLS = 'srt,udp';

/** What FFmpeg may open by itself, such as the segments of a playlist: neither `file` nor `data`, `concat` or `subfile`. */
const HTTP_PROTOCOLS = 'http,https,tls,tcp,crypto,httpproxy';

/**
 * Deciding what a stream is takes at most this much of it. FFmpeg would wait for a megabyte before it believes that one
 * JPEG after the other is a video.
 */
const HTTP = { ...QUICK_PROBE, formatprobesize: '65536', protocol_whitelist: HTTP_PROTOCOLS };

/**
 * For demuxers that may turn out to be needed. Segments have any names (`seg?n=3`, `.jpg`), which FFmpeg would refuse
 * because a playlist might lead to local files; the list of protocols prevents that. A `%` in an address numbers nothing.
 */
export const LENIENT_DEMUXERS = {
  allowed_extensions: 'ALL',
  allowed_segment_extensions: 'ALL',
  extension_picky: '0',
  pattern_type: 'none',
};

// TCP first: cameras' UDP loses packets in every busy network, and a lost packet smears until the next key frame. Some
// cameras have nothing else. Only video is asked for: one track that the server refuses to send would end it all.
const RTSP = {
  ...QUICK_PROBE,
  rtsp_flags: 'prefer_tcp',
  allowed_media_types: 'video',
  protocol_whitelist: 'rtsp,rtsps,rtp,srtp,udp,tcp,tls,http,https',
};

// Over HTTP as well, where a firewall lets nothing else pass.
const RTMP = {
  ...QUICK_PROBE,
  protocol_whitelist: 'rtmp,rtmps,rtmpe,rtmpt,rtmpts,ffrtmphttp,tcp,tls,http,https',
};

/** What FFmpeg calls the time after which it gives up, which differs by protocol, and what else a scheme needs. */
interface SchemeOptions {
  readonly timeoutName: 'timeout' | 'rw_timeout';
  readonly options: Readonly<Record<string, string>>;
}

/** Only these schemes are let through: FFmpeg has others that read files or run together inputs. */
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

/** One may listen on a port of all addresses of this machine, which then have no name. */
const MAY_LISTEN = new Set(['rtp', 'udp', 'srt', 'tcp']);

/** Addresses behind which there may be a recording as well as a live stream. */
const MAYBE_RECORDED = new Set(['http', 'https', 'hls']);

/** How long a network source may take to show its first picture. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * FFmpeg gives up later than we do, since what it says of a silence is often that the stream is damaged, and since it does
 * not know that a source of one frame in twelve seconds is not silent.
 */
const FFMPEG_EXTRA_MS = 80_000;

/**
 * How to ask FFmpeg for a URL.
 *
 * @param label the URL without credentials
 * @param stallTimeoutMs how long it may be silent once it is open, in milliseconds
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for a scheme that is not on the list, or what is no address
 */
export function networkRequest(
  scheme: string,
  url: string,
  label: string,
  stallTimeoutMs = 0,
): MediaInputRequest {
  const known = OPTIONS_BY_SCHEME[scheme];
  if (known === undefined) {
    const reason = `"${scheme}:" is none of ${Object.keys(OPTIONS_BY_SCHEME).join(', ')}`;
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
    ...(isHttp && { demuxerOptions: LENIENT_DEMUXERS, statedLength: lengthStatedBy(address) }),
    options: { ...known.options, ...timeout },
    live: isHttp ? 'probe' : true,
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}

const ADDRESS =
  /^[^:]+:\/\/(?:[^/?#\s]*@)?(?<host>\[[\da-f:.%]+\]|[^:/?#[\]\s]*)(?::(?<port>\d{1,5}))?(?:[/?#]|$)/i;

/** FFmpeg asks this machine when an address has no host, and says no more than "Invalid argument" to the rest. */
function assertAddress(scheme: string, url: string, label: string): void {
  const { host, port = '0' } = ADDRESS.exec(url)?.groups ?? {};
  if (host !== undefined && (host !== '' || MAY_LISTEN.has(scheme)) && Number(port) <= 65_535) return;
  throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason: faultOf(url) });
}

/** How characters are written in a user name or a password that would end it (RFC 3986, 3.2). */
const ENCODED: readonly (readonly [character: string, name: string, code: string])[] = [
  ['/', '"/"', '%2F'],
  ['?', '"?"', '%3F'],
  ['#', '"#"', '%23'],
  [' ', 'a blank', '%20'],
];

/** Which character has to be encoded; the credentials themselves are not named. */
function faultOf(url: string): string {
  const credentials = /^[^:]+:\/\/([^]*)@/.exec(url)?.[1] ?? '';
  const raw = ENCODED.filter(([character]) => credentials.includes(character));
  if (raw.length === 0)
    return 'it is no complete address; the characters / ? # @ in a user name or a password are written %2F %3F %23 %40';
  const [names, codes] = [raw.map(([, name]) => name), raw.map(([, , code]) => code)];
  return `its user name or password has ${names.join(' and ')} in it, which is written ${codes.join(' and ')}; "@" is written %40 and "%" is %25`;
}
