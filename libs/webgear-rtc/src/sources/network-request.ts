import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../ffmpeg/media-input-request.interface.js';

/** A source that says nothing for this long is gone. */
const SILENCE_US = '10000000';

/**
 * Half a second of looking is enough to know a stream that names its codec; FFmpeg would look for five. Not
 * `nobuffer`: it throws away what was looked at, with the key frame in it, and the next may be many seconds off.
 */
const QUICK_PROBE = { analyzeduration: '500000', probesize: '500000' };

/**
 * What FFmpeg needs to know for each scheme, by FFmpeg's option names: mostly when to give up, which each protocol
 * calls by another name. Only these schemes are let through: FFmpeg has others that read files or run together inputs.
 */
const OPTIONS_BY_SCHEME: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  http: { rw_timeout: SILENCE_US },
  https: { rw_timeout: SILENCE_US },
  hls: { rw_timeout: SILENCE_US },
  // TCP first: cameras' UDP loses packets in every busy network, and a lost packet smears until the next key frame.
  rtsp: { ...QUICK_PROBE, rtsp_transport: 'tcp', timeout: SILENCE_US },
  rtsps: { ...QUICK_PROBE, rtsp_transport: 'tcp', timeout: SILENCE_US },
  rtp: { ...QUICK_PROBE, timeout: SILENCE_US },
  udp: { ...QUICK_PROBE, timeout: SILENCE_US },
  rtmp: { ...QUICK_PROBE, rw_timeout: SILENCE_US },
  rtmps: { ...QUICK_PROBE, rw_timeout: SILENCE_US },
  srt: { ...QUICK_PROBE, timeout: SILENCE_US },
  tcp: { ...QUICK_PROBE, rw_timeout: SILENCE_US },
};

/** Addresses behind which there may be a recording as well as a live stream. */
const MAYBE_RECORDED = new Set(['http', 'https', 'hls']);

/** How long a network source may take to show its first picture. */
const OPEN_TIMEOUT_MS = 15_000;

/**
 * How to ask FFmpeg for a URL.
 *
 * @param label the URL without credentials
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for a scheme that is not on the list
 */
export function networkRequest(scheme: string, url: string, label: string): MediaInputRequest {
  const options = OPTIONS_BY_SCHEME[scheme];
  if (options === undefined) {
    const reason = `"${scheme}:" is none of ${Object.keys(OPTIONS_BY_SCHEME).join(', ')}`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  return {
    label,
    url: scheme === 'hls' ? url.replace(/^hls/i, 'http') : url,
    options,
    live: MAYBE_RECORDED.has(scheme) ? 'probe' : true,
    openTimeoutMs: OPEN_TIMEOUT_MS,
  };
}
