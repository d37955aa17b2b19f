import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { maskCredentials } from '../../errors/mask-credentials.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { receivedCodecs } from '../../codecs/depayloaders.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoCodec } from '../../media/encoded-frame.js';
import { ReceivedSource } from '../../sources/received/received-source.js';
import { whepAddress } from '../../sources/whep/whep-address.js';
import { PullError } from './pull-connection.js';
import { pullMedia } from './pull-media.js';
import { WhepClient } from './whep-client.js';

/** How a source plays from a WHEP server. */
export interface WhepSourceSettings {
  /** Codecs of the stream, best first; others that can be decoded are asked for after them. */
  readonly codecs: readonly VideoCodec[];
  /** Whether to ask for sound. */
  readonly audio: boolean;
  readonly clock: CaptureClock;
  /** Receives warnings. */
  readonly logger?: StreamLogger;
}

/** Machines that the loopback address leads to: this one. */
const localHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The source of a `whep:` address. It plays while it is open, and each time it is opened it is another session at the server.
 * Nothing is checked before it is opened.
 */
export function createWhepSource(
  source: string,
  { codecs, audio, clock, logger }: WhepSourceSettings,
): ReceivedSource {
  const label = maskCredentials(source);
  const asked = [...codecs, ...receivedCodecs.filter((codec) => !codecs.includes(codec))].filter((codec) =>
    receivedCodecs.includes(codec),
  );
  let client: WhepClient | undefined;
  return new ReceivedSource({
    label,
    clock,
    ownsMedia: true,
    logger,
    connect: async (signal) => {
      const address = whepAddress(source);
      client ??= new WhepClient(address);
      await clock.sleep(client.waitMs, signal);
      if (signal.aborted) return undefined;
      const isLocal = localHost.test(new URL(address.url).hostname);
      try {
        return await pullMedia(client, { codecs: asked, audio, isLocal }, clock, signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof PullError)) throw error;
        const detail = { source: label, reason: error.message };
        throw new WebGearRtcError('WGR_SOURCE_FAILED', detail, { cause: error });
      }
    },
  });
}
