import type { WebGearRtcService } from 'nestjs-webgear-rtc';
import type { StatusDisplay } from './status-display.js';
import { StreamMeter } from './stream-meter.js';

const READING_INTERVAL_MS = 1000;

/**
 * Shows the state of the streams from now on.
 *
 * @param streamNames `undefined` for the only stream of a server that has one
 * @returns ends it
 */
export function watchStreams(
  service: Pick<WebGearRtcService, 'stats' | 'peers'>,
  streamNames: readonly (string | undefined)[],
  display: StatusDisplay,
): () => void {
  const meters = streamNames.map((name) => ({ name, meter: new StreamMeter() }));
  const read = (): void => {
    const nowMs = performance.now();
    const { peers } = service;
    display.show(
      meters.map(({ name, meter }) => meter.read(service.stats(name), peers, nowMs)),
      nowMs,
    );
  };
  read();
  // The server keeps the process alive; this timer must not.
  const timer = setInterval(read, READING_INTERVAL_MS).unref();
  return () => {
    clearInterval(timer);
    display.close();
  };
}
