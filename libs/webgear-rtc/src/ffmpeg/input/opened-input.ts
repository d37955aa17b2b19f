import type { FormatContext } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import type { ByteRelay } from '../relay/byte-source.js';
import { addressInProcess, causeOf, unlessRelayFailed } from '../relay/relayed-input.js';
import { RelayDeclinedError, type PacketRelay } from '../relay/packet-relay.js';
import { RelayedPacketReader } from '../relay/packet-source.js';
import { addStreams } from '../relay/stream-description.js';
import { acquireConnect, tryTakePlace } from './blocking-read-semaphore.js';
import { Demuxer } from './demuxer.js';
import {
  endsWithConnection,
  isEndless,
  isSegmented,
  mayEnd,
  probeWithImageTimeout,
  readerOf,
  shortenProbe,
} from './http-container.js';
import { InputInterrupter } from './input-interrupter.js';
import { toMediaInputError } from './media-input-error.js';
import type { MediaInputRequest } from './media-input-request.js';
import { OpenDeadline } from './open-deadline.js';

/** An input that FFmpeg has opened and probed, before and while its streams are read. */
export class OpenedInput {
  /** Hands its packets to the readers of its streams. */
  readonly demuxer: Demuxer;
  private pending: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    readonly av: NodeAv,
    readonly request: MediaInputRequest,
    readonly context: FormatContext,
    private readonly interrupter: InputInterrupter,
    private readonly relay: ByteRelay | undefined,
    private readonly packets: PacketRelay | undefined,
    private readonly onClosed: () => void,
    /** Throws once the opening was interrupted: an interrupted probe may report success, but every later read fails. */
    readonly checkInterrupted: () => void,
  ) {
    const waiting = { label: request.label, interrupt: () => interrupter.interrupt() };
    const blocksThread = packets === undefined && mayBeSilent(request);
    this.demuxer = new Demuxer(
      av,
      packets === undefined ? context : new RelayedPacketReader(packets),
      blocksThread ? waiting : undefined,
    );
  }

  /**
   * Connects, probes, and prepares what reads its streams.
   *
   * @param prepare opens the readers; the input is closed if that fails
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_STOPPED` when the signal aborts
   */
  static async open<Reader>(
    request: MediaInputRequest,
    signal: AbortSignal,
    prepare: (input: OpenedInput) => Promise<Reader>,
  ): Promise<Reader> {
    const client = request.packetClient?.(request.url, request.options);
    if (client === undefined) return OpenedInput.openByFfmpeg(request, signal, prepare);
    const startMs = performance.now();
    try {
      return await OpenedInput.openNow(request, signal, prepare, { packets: client });
    } catch (error) {
      if (!(error instanceof RelayDeclinedError)) throw error;
    }
    return OpenedInput.openByFfmpeg(request, signal, prepare, performance.now() - startMs);
  }

  private static async openByFfmpeg<Reader>(
    request: MediaInputRequest,
    signal: AbortSignal,
    prepare: (input: OpenedInput) => Promise<Reader>,
    spentMs = 0,
  ): Promise<Reader> {
    const { packetRelay, label, url, options } = request;
    const place = packetRelay === undefined ? undefined : tryTakePlace();
    const packets = place === undefined ? packetRelay?.(label, url, options) : undefined;
    if (packets !== undefined) {
      try {
        return await OpenedInput.openNow(request, signal, prepare, { packets, spentMs });
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.code !== 'WGR_PROGRAM_MISSING') throw error;
        // The first to find that out; from now on none is tried.
      }
    }
    const releaseConnect =
      place?.releaseConnect ?? (mayBeSilent(request) ? await acquireConnect(signal) : undefined);
    try {
      return await OpenedInput.openNow(request, signal, prepare, { onClosed: place?.leave, spentMs });
    } catch (error) {
      place?.leave();
      throw error;
    } finally {
      releaseConnect?.();
    }
  }

  private static async openNow<Reader>(
    request: MediaInputRequest,
    signal: AbortSignal,
    prepare: (input: OpenedInput) => Promise<Reader>,
    { packets, onClosed = () => undefined, spentMs = 0 }: OpeningParts,
  ): Promise<Reader> {
    const av = await loadNodeAv();
    const context = new av.FormatContext();
    context.allocContext();
    let timedOut = false;
    const relay = request.relay?.();
    const interrupter = new InputInterrupter(context, request.namedPipe, relay ?? packets);
    const interrupt = () => interrupter.interrupt();
    // FFmpeg's timeouts differ by protocol and some protocols have none, so one limit is kept here.
    const deadline = new OpenDeadline(context, Math.max(1, request.openTimeoutMs - spentMs), () => {
      timedOut = true;
      interrupt();
    });
    signal.addEventListener('abort', interrupt, { once: true });
    const checkInterrupted = () => {
      signal.throwIfAborted();
      if (timedOut) checked(av, 'open', av.AVERROR_EXIT);
    };
    const input = new OpenedInput(
      av,
      request,
      context,
      interrupter,
      relay,
      packets,
      onClosed,
      checkInterrupted,
    );
    try {
      await input.connect();
      return await prepare(input);
    } catch (error) {
      const cause = await causeOf(error, relay);
      input.demuxer.close();
      await Promise.all([context.closeInput(), relay?.close(), packets?.close()]);
      if (signal.aborted)
        throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: request.label }, { cause: error });
      if (timedOut) {
        const reason = `no frame within ${request.openTimeoutMs} ms`;
        throw new WebGearRtcError(
          'WGR_SOURCE_UNREACHABLE',
          { source: request.label, reason },
          { cause: error },
        );
      }
      if (error instanceof RelayDeclinedError) throw error;
      throw toMediaInputError(av, request.label, cause);
    } finally {
      interrupter.settle();
      deadline.clear();
      signal.removeEventListener('abort', interrupt);
    }
  }

  private async connect(): Promise<void> {
    const { av, context, request, relay, packets, checkInterrupted } = this;
    if (packets !== undefined) {
      addStreams(av, context, await packets.open());
      return checkInterrupted();
    }
    const format = request.format === undefined ? null : av.InputFormat.findInputFormat(request.format);
    if (request.format !== undefined && format === null) {
      const reason = `this build of FFmpeg has no "${request.format}"`;
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: request.label, reason });
    }
    const address = await addressInProcess(request, relay);
    checkInterrupted();
    using options = av.Dictionary.fromObject(address.options);
    if (request.playlist !== undefined) context.pb = readerOf(av, request.playlist);
    checked(av, 'open', await context.openInput(address.url, format, options));
    checkInterrupted();
    if (request.live !== false && request.fullProbe !== true) shortenProbe(av, context);
    // Asked while FFmpeg probes, since the viewer waits for both.
    if (context.duration === av.AV_NOPTS_VALUE && mayEnd(context)) void request.contentLength?.();
    await probeWithImageTimeout(context, this.interrupter, request, async () => {
      checked(av, 'probe', await context.findStreamInfo(null));
      checkInterrupted();
    });
  }

  /**
   * Whether frames arrive at their own pace (`live`), and whether the input has no regular end, so that reaching one is a
   * failure (`endless`).
   */
  async pace(): Promise<{ readonly live: boolean; readonly endless: boolean }> {
    const { av, context, request } = this;
    const endless = request.live === 'probe' ? await isEndless(av, context, request) : request.live;
    this.checkInterrupted();
    return { endless, live: endless && !(request.live === 'probe' && isSegmented(context)) };
  }

  /** Whether {@link close} has been called. */
  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  /**
   * The result of a read, or `undefined` when the input is closed meanwhile. Reads must not overlap.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  reading<Captured>(read: () => Promise<Captured | undefined>): Promise<Captured | undefined> {
    if (this.closing !== undefined) return Promise.resolve(undefined);
    const reading = unlessRelayFailed(read(), this.relay).catch(async (error: unknown) => {
      // Closing interrupts a blocked read, which then fails: the end, not a fault.
      if (this.closing !== undefined || (await endsWithConnection(error, this.request))) return undefined;
      throw toMediaInputError(this.av, this.request.label, error, true);
    });
    this.pending = reading.catch(() => undefined);
    return reading;
  }

  /**
   * Frees everything; a pending read ends with `undefined`. A second call waits for the first.
   *
   * @param free frees the readers, called when no read is pending
   */
  close(free: () => void): Promise<void> {
    this.closing ??= this.closeNow(free);
    return this.closing;
  }

  private async closeNow(free: () => void): Promise<void> {
    this.interrupter.interrupt();
    this.demuxer.end();
    // Another thread uses the native contexts until the read returns.
    await Promise.all([this.pending, this.demuxer.pulling]);
    this.interrupter.settle();
    free();
    this.demuxer.close();
    await Promise.all([this.context.closeInput(), this.relay?.close(), this.packets?.close()]);
    this.onClosed();
  }
}

/** How an input is opened. */
interface OpeningParts {
  /** What reads it in place of FFmpeg. */
  readonly packets?: PacketRelay | undefined;
  readonly onClosed?: (() => void) | undefined;
  /** How much of the time limit another attempt has taken, in milliseconds. */
  readonly spentMs?: number;
}

/** Whether reads may block a thread for long: files never do. */
function mayBeSilent({ live, namedPipe }: MediaInputRequest): boolean {
  return live !== false || namedPipe !== undefined;
}
