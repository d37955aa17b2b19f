import { Subscription } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { BusConnection } from './bus-connection.interface.js';
import { readHeartbeat, type Heartbeat } from './messages.js';
import { allHeartbeats, streamOfHeartbeat } from './subjects.js';

/** An origin that has missed three heartbeats is taken for lost, in microseconds. */
const LOST_US = 3_000_000;

/** A stream whose origin has been lost for so long is no more: time enough for another origin to take it over. */
const VANISHED_US = 30_000_000;

/** The same after an origin whose process ends: another one that stands by needs no more. */
const ENDED_US = 3_000_000;

const CHECK_INTERVAL_MS = 500;

/** A cluster has no more streams than that: a hostile publisher of heartbeats could otherwise fill the memory. */
const MOST_STREAMS = 2000;

/** What hears of the streams of a cluster. */
export interface StreamListener {
  /** A stream has appeared, or its origin says something of it. */
  heard(stream: string, heartbeat: Heartbeat): void;
  /** Its origin says that it has it no more; another one may take it over. */
  ended(stream: string, heartbeat: Heartbeat): void;
  /** Nothing is heard of its origin any more. */
  lost(stream: string): void;
  /** It is no more. */
  vanished(stream: string): void;
}

interface KnownStream {
  heartbeat: Heartbeat;
  heardUs: number;
  isLost: boolean;
  hasEnded: boolean;
}

/** The streams of a cluster, by what their origins say. */
export class StreamDirectory {
  private readonly known = new Map<string, KnownStream>();
  private readonly listening = new Subscription();
  private readonly closing = new AbortController();

  constructor(
    private readonly parts: {
      readonly connection: BusConnection;
      readonly cluster: string;
      readonly clock: CaptureClock;
      readonly listener: StreamListener;
    },
  ) {
    const { connection, cluster } = parts;
    this.listening.add(
      connection.subscribe(allHeartbeats(cluster), ({ subject, data }) => {
        const stream = streamOfHeartbeat(subject, cluster);
        const heartbeat = readHeartbeat(data);
        // A stream is what its subject says, whatever its description says.
        if (stream !== undefined && heartbeat?.description.name === stream) this.receive(stream, heartbeat);
      }),
    );
    // Their origins have a while to be heard again.
    this.listening.add(
      connection.connected$.subscribe(() => {
        for (const known of this.known.values()) known.heardUs = parts.clock.nowUs();
      }),
    );
    void this.check();
  }

  close(): void {
    this.closing.abort();
    this.listening.unsubscribe();
  }

  private receive(stream: string, heartbeat: Heartbeat): void {
    const known = this.known.get(stream);
    if (known !== undefined && !known.isLost && isOlder(heartbeat, known.heartbeat)) return;
    if (heartbeat.gone === true || heartbeat.leaving === true) return this.end(stream, known, heartbeat);
    if (known === undefined && this.known.size >= MOST_STREAMS) return;
    this.known.set(stream, { heartbeat, heardUs: this.parts.clock.nowUs(), isLost: false, hasEnded: false });
    this.parts.listener.heard(stream, heartbeat);
  }

  private end(stream: string, known: KnownStream | undefined, heartbeat: Heartbeat): void {
    const { clock, listener } = this.parts;
    if (heartbeat.gone === true) {
      if (this.known.delete(stream)) listener.vanished(stream);
    } else if (known?.hasEnded === false) {
      Object.assign(known, { heardUs: clock.nowUs(), isLost: true, hasEnded: true });
      listener.lost(stream);
    }
    listener.ended(stream, heartbeat);
  }

  private async check(): Promise<void> {
    const { clock } = this.parts;
    const { signal } = this.closing;
    for (;;) {
      await clock.sleep(CHECK_INTERVAL_MS, signal);
      if (signal.aborted) return;
      this.findLost(clock.nowUs());
    }
  }

  private findLost(nowUs: number): void {
    const { connection, listener } = this.parts;
    for (const [stream, known] of this.known) {
      const silentUs = nowUs - known.heardUs;
      // Without the broker no origin is heard, and all may be well.
      if (silentUs > (known.hasEnded ? ENDED_US : VANISHED_US) && connection.isConnected) {
        this.known.delete(stream);
        listener.vanished(stream);
      } else if (silentUs > LOST_US && !known.isLost) {
        known.isLost = true;
        listener.lost(stream);
      }
    }
  }
}

function isOlder(heartbeat: Heartbeat, known: Heartbeat): boolean {
  if (heartbeat.epoch !== known.epoch) return heartbeat.epoch < known.epoch;
  return heartbeat.origin > known.origin;
}
