import type { PeerSnapshot, WebGearRtcService } from 'nestjs-webgear-rtc';
import type { StatusDisplay } from './status-display.js';
import { StreamMeter } from './stream-meter.js';

const READING_INTERVAL_MS = 1000;

/**
 * Shows the state of the streams from now on, also of those that are added later.
 *
 * @returns ends it
 */
export function watchStreams(
  service: Pick<WebGearRtcService, 'stream' | 'streams' | 'peers$'>,
  display: StatusDisplay,
): () => void {
  // Only who is there and how is read of them, and of that each change is told: a snapshot of every viewer each second would cost
  // a fiftieth of what serving it does.
  let peers: readonly PeerSnapshot[] = [];
  const watching = service.peers$.subscribe((now) => (peers = now));
  let meters: ReadonlyMap<string, StreamMeter> = new Map();
  const read = (): void => {
    const nowMs = performance.now();
    meters = new Map(service.streams.map(({ name }) => [name, meters.get(name) ?? new StreamMeter()]));
    display.show(
      [...meters].map(([name, meter]) => meter.read(service.stream(name).stats(), peers, nowMs)),
      nowMs,
    );
  };
  read();
  // The server keeps the process alive; this timer must not.
  const timer = setInterval(read, READING_INTERVAL_MS).unref();
  return () => {
    clearInterval(timer);
    watching.unsubscribe();
    display.close();
  };
}
