import type { PacketRelay } from '../../ffmpeg/relay/packet-relay.js';
import { endpointOf, requestAddress } from './rtsp-address.js';
import { DeclinedAddresses } from './declined-addresses.js';
import { RtspPackets } from './rtsp-packets.js';

type Options = Readonly<Record<string, string>>;

/** Options that the client knows; others must be those of {@link rtspClient}. */
const TRACKS = 'allowed_media_types';
const TIMEOUT = 'timeout';

/** Of the whole process, as cameras are. */
const declined = new DeclinedAddresses();

/**
 * Makes clients of RTSP cameras.
 *
 * @param usual FFmpeg's options for a camera of which nothing special is asked; with others FFmpeg is to read it
 */
export function rtspClient(usual: Options): (url: string, options: Options) => PacketRelay | undefined {
  const names = new Set(Object.keys(usual));
  return (url, options) => {
    const tracks = options[TRACKS];
    const isUsual = Object.entries(options).every(
      ([name, value]) => name === TIMEOUT || name === TRACKS || (names.has(name) && usual[name] === value),
    );
    if (!isUsual || (tracks !== 'video' && tracks !== 'video+audio')) return undefined;
    const name = `${tracks} ${requestAddress(url)}`;
    if (endpointOf(url) === undefined || declined.has(name)) return undefined;
    const silenceMs = Number(options[TIMEOUT]) / 1000;
    return new RtspPackets({
      url,
      wantsSound: tracks !== 'video',
      silenceMs: silenceMs > 0 ? silenceMs : Infinity,
      onDeclined: () => declined.add(name),
    });
  };
}
