import type { ByteRelay } from './byte-source.js';
import type { MediaInputRequest } from '../input/media-input-request.js';

/**
 * Whether starting a program copies this process first (`fork`), which runs the handlers that libraries have registered
 * for that. Windows and macOS start programs without.
 */
const startsProgramsByFork = process.platform !== 'win32' && process.platform !== 'darwin';

/**
 * Whether a protocol must not be opened in this process.
 *
 * libsrt up to 1.5.5 registers a fork handler that takes a mutex of its own threads. Where one of them holds it at that
 * moment, the copy never becomes the program, and Node waits for that in its main thread: any `spawn()` of the application
 * may hang the whole process.
 */
export function mustBeRelayed(scheme: string): boolean {
  return startsProgramsByFork && scheme === 'srt';
}

/** The bytes may have ended a moment before the process has said why. */
const FAILURE_PATIENCE_MS = 500;

/** The same where they may as well go on. */
const DOUBTFUL_PATIENCE_MS = 100;

/** So much later than there, where more is known of the cause. */
const EXTRA_TIMEOUT_US = 5_000_000;

/** What FFmpeg opens in this process. */
export interface OpenedAddress {
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * The address and the options for FFmpeg in this process: those of the request, or of its relay once that has connected.
 *
 * @throws what {@link ByteRelay.open} throws
 */
export async function addressInProcess(
  { url, options, demuxerOptions }: MediaInputRequest,
  relay: ByteRelay | undefined,
): Promise<OpenedAddress> {
  // Also for what a playlist, a filter or a name may lead to.
  const all: Readonly<Record<string, string>> = {
    ...demuxerOptions,
    ...options,
    ...(mustBeRelayed('srt') && { protocol_blacklist: 'srt' }),
  };
  if (relay === undefined) return { url, options: all };
  // In milliseconds for a socket, and in microseconds for SRT.
  const { timeout = '0', ...others } = all;
  return {
    url: await relay.open(),
    options: {
      ...others,
      rw_timeout: String(Number(timeout) + EXTRA_TIMEOUT_US),
      protocol_whitelist: 'unix',
    },
  };
}

/**
 * A result of reading, unless it is an end that a failure of the relay has brought about.
 *
 * @throws what the relay failed with, and what the reading throws
 */
export async function unlessRelayFailed<Result>(
  reading: Promise<Result | undefined>,
  relay: ByteRelay | undefined,
): Promise<Result | undefined> {
  const result = await reading;
  const failure = result === undefined ? await relay?.failureWithin(FAILURE_PATIENCE_MS) : undefined;
  if (failure !== undefined) throw failure;
  return result;
}

/** Why an input could not be opened: that the bytes of a relay end is no cause. */
export async function causeOf(error: unknown, relay: ByteRelay | undefined): Promise<unknown> {
  return (await relay?.failureWithin(DOUBTFUL_PATIENCE_MS)) ?? error;
}
