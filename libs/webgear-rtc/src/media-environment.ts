import { type CaptureClock, SystemCaptureClock } from './media/capture-clock.js';
import type { FrameProvider } from './options/custom-stream.js';
import type { ConnectToBroker } from './streams/cluster-streams.js';

/** What streams take from outside the process: the time, and frames. Tests of an application replace both. */
export interface MediaEnvironment {
  /** The clock of sources, encoders and RTP times. */
  readonly clock: CaptureClock;
  /** Frames instead of the configured source, by the name of the stream. */
  readonly sources: ReadonlyMap<string, FrameProvider>;
  /** Instead of a connection to the NATS server of the option `cluster`. */
  readonly connectToBroker?: ConnectToBroker;
}

/**
 * The token of {@link MediaEnvironment}. Of the global registry: `nestjs-webgear-rtc/testing` is a file of its own in
 * CommonJS, and has to name the same token.
 */
export const MEDIA_ENVIRONMENT = Symbol.for('nestjs-webgear-rtc:media-environment');

/** What an application runs in unless a test replaces it. */
export const systemEnvironment: MediaEnvironment = { clock: new SystemCaptureClock(), sources: new Map() };
