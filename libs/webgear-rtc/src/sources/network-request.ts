import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../ffmpeg/media-input-request.interface.js';

/**
 * Half a second of looking is enough to know a stream that names its codec; FFmpeg would look for five. Not
 * `nobuffer`: it throws away what was looked at, with the key frame in it, and the next may be many seconds off.
 */
const QUICK_PROBE = {
  analyzeduration: '500000',
  probesize: '500000',
  // Frames that make the nominal rate. More take many seconds where there is one in four.
  fpsprobesize: '2',
};

// TCP first: cameras' UDP loses packets in every busy network, and a lost packet smears until the next key frame. Some
// cameras have nothing else.
const RTSP = { ...QUICK_PROBE, rtsp_flags: 'prefer_tcp' };

/** What FFmpeg calls the time after which it gives up, which differs by protocol, and what else a scheme needs. */
interface SchemeOptions {
  readonly timeoutName: 'timeout' | 'rw_timeout';
  readonly options: Readonly<Record<string, string>>;
}

/** Only these schemes are let through: FFmpeg has others that read files or run together inputs. */
const OPTIONS_BY_SCHEME: Readonly<Record<string, SchemeOptions>> = {
  http: { timeoutName: 'rw_timeout', options: {} },
  https: { timeoutName: 'rw_timeout', options: {} },
  hls: { timeoutName: 'rw_timeout', options: {} },
  rtsp: { timeoutName: 'timeout', options: RTSP },
  rtsps: { timeoutName: 'timeout', options: RTSP },
  rtp: { timeoutName: 'timeout', options: QUICK_PROBE },
  udp: { timeoutName: 'timeout', options: QUICK_PROBE },
  rtmp: { timeoutName: 'rw_timeout', options: QUICK_PROBE },
  rtmps: { timeoutName: 'rw_timeout', options: QUICK_PROBE },
  srt: { timeoutName: 'timeout', options: QUICK_PROBE },
  tcp: { timeoutName: 'rw_timeout', options: QUICK_PROBE },
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
  return {
    label,
    url: scheme === 'hls' ? url.replace(/^hls/i, 'http') : url,
    options: { ...known.options, [known.timeoutName]: String(ffmpegTimeoutMs * 1000) },
    live: MAYBE_RECORDED.has(scheme) ? 'probe' : true,
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}

const ADDRESS =
  /^[^:]+:\/\/(?:[^/?#\s]*@)?(?<host>\[[\da-f:.%]+\]|[^:/?#[\]\s]*)(?::(?<port>\d{1,5}))?(?:[/?#]|$)/i;

/** FFmpeg asks this machine when an address has no host, and says no more than "Invalid argument" to the rest. */
function assertAddress(scheme: string, url: string, label: string): void {
  const { host, port = '0' } = ADDRESS.exec(url)?.groups ?? {};
  if (host !== undefined && (host !== '' || MAY_LISTEN.has(scheme)) && Number(port) <= 65_535) return;
  const reason =
    'it is no complete address; the characters / ? # @ in a user name or a password are written %2F %3F %23 %40';
  throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
}
