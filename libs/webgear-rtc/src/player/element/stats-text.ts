import type { QualityAnswer } from '../session/server-calls.js';
import type { PlayerAudioStats, PlayerStats, PlayerTransport } from '../webgear-player.interface.js';

/** Rows of the statistics: names and values, as shown. */
export type Rows = Readonly<Record<string, string>>;

/** What the browser measures of the video. */
export function describeVideo(stats: PlayerStats | undefined, transport: PlayerTransport): Rows {
  const { width, height } = stats ?? {};
  return {
    Size: width === undefined ? '–' : `${width} × ${height ?? '–'}`,
    Rate: write(stats?.framesPerSecond, 'fps'),
    'Bit rate': writeRate(stats?.bitrateBps),
    Loss: writeShare(stats?.lossRate),
    'Round trip': write(stats?.roundTripMs, 'ms'),
    Delay: write(stats?.delayMs, 'ms'),
    Codec: transport === 'mjpeg' ? 'JPEG' : (stats?.codec?.replace('video/', '') ?? '–'),
  };
}

/** What the browser measures of the sound. */
export function describeAudio(stats: PlayerAudioStats | undefined): Rows {
  const { codec, bitrateBps, packetsReceived, offsetMs } = stats ?? {};
  const rate = write(bitrateBps === undefined ? undefined : bitrateBps / 1000, 'kbit/s');
  // Rounded first: neither early nor late is less than a millisecond.
  const offset = offsetMs === undefined ? undefined : Math.round(offsetMs);
  return {
    Sound: codec === undefined ? rate : `${codec.replace('audio/', '')}, ${rate}`,
    'Sound packets': packetsReceived === undefined ? '–' : String(packetsReceived),
    'Sound loss': writeShare(stats?.lossRate),
    Concealed: writeShare(stats?.concealedRate),
    'Sound delay': write(stats?.delayMs, 'ms'),
    'Sound offset': offset
      ? `${write(Math.abs(offset), 'ms')} ${offset > 0 ? 'early' : 'late'}`
      : write(offset, 'ms'),
  };
}

/** What the server says; hidden where it says nothing. */
export function describeQuality({
  rung,
  rungs = [],
  targetBps,
  estimateBps,
  queueMs,
  freezes,
}: QualityAnswer = {}): Rows {
  const place = rungs.findIndex((each) => each.rung === rung) + 1;
  return {
    Quality: rung === undefined ? '–' : place === 0 ? rung : `${rung}, ${place} of ${rungs.length}`,
    Target: writeRate(targetBps),
    Estimate: writeRate(estimateBps),
    Queue: write(queueMs, 'ms'),
    Freezes: freezes === undefined ? '–' : String(freezes),
  };
}

function write(value: number | undefined, unit: string, digits = 0): string {
  return value === undefined ? '–' : `${value.toFixed(digits)} ${unit}`;
}

function writeRate(bps: number | undefined): string {
  return write(bps === undefined ? undefined : bps / 1e6, 'Mbit/s', 2);
}

function writeShare(share: number | undefined): string {
  return write(share === undefined ? undefined : share * 100, '%', 1);
}
