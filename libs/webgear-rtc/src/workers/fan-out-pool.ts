import type { CaptureClock } from '../media/capture-clock.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { SendPathSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ViewedStream } from '../peers/viewed-stream.interface.js';
import type { Admission, PeerLedger, ViewerServer } from '../peers/viewer-server.interface.js';
import { FanOutThread } from './fan-out-thread.js';
import { FrameMemory } from './frame-memory.js';
import type { startWorker } from './start-worker.js';

/**
 * Another thread is started when each has so many viewers. Fewer would not pay for its memory: at 2 Mb/s they take a
 * tenth of a core or less.
 */
const viewersPerThread = 50;

/** What the threads have in common. */
export interface FanOutPoolParts {
  readonly options: PeerServerOptions;
  /** How many there may be. */
  readonly mostThreads: number;
  readonly clock: CaptureClock;
  readonly ledger: PeerLedger;
  /** Starts the program of a thread; the real one by default. */
  readonly startWorker?: typeof startWorker;
  /** How long good-byes may take; half a second by default. */
  readonly shutDownMs?: number;
  /** Called when a thread has ended that was not told to, or could not be started. */
  readonly onFailure: (reason: string) => void;
}

/** Threads that serve the viewers, started as they are needed. One that dies takes its own viewers with it. */
export class FanOutPool implements ViewerServer {
  /** By their place: the first has the UDP port that was asked for, the others those after it. */
  private readonly threads = new Map<number, FanOutThread>();
  private readonly memory = new FrameMemory();
  private mostThreads: number;
  private closed = false;
  private firstTransport: SendPathSnapshot = { cipher: 'node', send: 'dgram' };

  private constructor(private readonly parts: FanOutPoolParts) {
    this.mostThreads = parts.mostThreads;
  }

  /**
   * Starts the first thread.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`, `WGR_WORKER_FAILED`
   */
  static async open(parts: FanOutPoolParts): Promise<FanOutPool> {
    const pool = new FanOutPool(parts);
    pool.firstTransport = await pool.start().started;
    return pool;
  }

  get transport(): SendPathSnapshot {
    return this.firstTransport;
  }

  /** How many there are. */
  get size(): number {
    return this.threads.size;
  }

  async warmUp(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.warmUp()));
  }

  async accept(stream: ViewedStream, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    const thread = this.choose();
    const answer = thread.accept(stream, offer, admission);
    // Awaited only if the thread has started; it rejects with the same error otherwise.
    answer.catch(() => undefined);
    try {
      await thread.started;
    } catch (error) {
      if (this.threads.size === 0) throw error;
      // The others can do it; a port that is taken stays so.
      this.parts.onFailure(String(error));
      this.mostThreads = this.threads.size;
      return this.choose().accept(stream, offer, admission);
    }
    return answer;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.threads.values()].map((thread) => thread.close()));
  }

  private choose(): FanOutThread {
    const [idlest] = [...this.threads.values()].toSorted((a, b) => a.load - b.load);
    const suffices = idlest !== undefined && idlest.load < viewersPerThread;
    if (suffices || (idlest !== undefined && this.threads.size >= this.mostThreads)) return idlest;
    return this.start();
  }

  private start(): FanOutThread {
    const { options, clock, ledger, startWorker, shutDownMs, onFailure } = this.parts;
    let place = 0;
    while (this.threads.has(place)) place++;
    const udpPort = options.udpPort === 0 ? 0 : options.udpPort + place;
    const thread = new FanOutThread({
      options: { ...options, udpPort },
      clock,
      ledger,
      memory: this.memory,
      startWorker,
      shutDownMs,
      onEnded: (reason, hadStarted) => {
        this.threads.delete(place);
        // One that does not start tells those who wait for it.
        if (hadStarted && !this.closed) onFailure(reason);
      },
    });
    this.threads.set(place, thread);
    return thread;
  }
}
