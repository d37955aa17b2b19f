import type { QualityAnswer } from '../../session/server-calls.js';
import type { PlayerAudioStats, PlayerStats, PlayerTransport } from '../../webgear-player.interface.js';
import { fill, writeNumber, type PlayerWords, type WordKey } from '../../words/player-words.js';

/** A row of the statistics. */
export interface StatsRow {
  readonly name: WordKey;
  readonly value: string;
  /** Drawn over time; `undefined` for a row without a line. */
  readonly sample?: { readonly value: number | undefined };
  /** From which values on it is amber, and red. */
  readonly limits?: readonly [amber: number, red: number];
  /** From which shares of the median downwards. */
  readonly leastShares?: readonly [amber: number, red: number];
}

/** What rows are made from. */
export interface StatsOrigin {
  readonly stats: PlayerStats | undefined;
  readonly transport: PlayerTransport;
  /** What the server says of the session, if it does. */
  readonly quality: QualityAnswer | undefined;
  /** Size of the video on screen, in pixels of the page. */
  readonly shown: { readonly width: number; readonly height: number };
}

/** Writes rows in one language. */
export class StatsWriter {
  constructor(
    private readonly words: PlayerWords,
    private readonly language: string,
  ) {}

  /** Those that there is something to say of. */
  rows({ stats, transport, quality, shown }: StatsOrigin): StatsRow[] {
    if (stats === undefined) return [{ name: 'codec', value: transport === 'mjpeg' ? 'JPEG' : '–' }];
    return [
      ...this.video(stats, shown),
      ...(quality === undefined ? [] : this.server(quality)),
      ...(stats.audio === undefined ? [] : this.audio(stats.audio)),
    ];
  }

  private video(stats: PlayerStats, shown: StatsOrigin['shown']): StatsRow[] {
    const { words } = this;
    const { latencyMs, width, height = 0, framesPerSecond, framesDropped, bitrateBps, lossRate } = stats;
    const { packetsRepaired, roundTripMs, jitterMs, freezeCount, freezeMs = 0, path, isHardware } = stats;
    const size = width === undefined ? '–' : `${width} × ${height}`;
    const fps = this.write(framesPerSecond, 'fps');
    const share = this.share(lossRate);
    const codec = nameOfCodec(stats.codec);
    const rows: (StatsRow | undefined)[] = [
      latencyMs === undefined
        ? undefined
        : {
            name: 'latency',
            value: fill(words.latencyValue, { delay: this.write(latencyMs, 'ms') }),
            sample: { value: latencyMs },
            limits: [500, 1500],
          },
      {
        name: 'frameSize',
        value: fill(words.frameSizeShown, { size, shown: `${shown.width} × ${shown.height}` }),
      },
      {
        name: 'frameRate',
        value: framesDropped ? fill(words.framesDropped, { rate: fps, count: framesDropped }) : fps,
        sample: { value: framesPerSecond },
        leastShares: [0.7, 0.3],
      },
      { name: 'bitRate', value: this.rate(bitrateBps), sample: { value: bitrateBps } },
      {
        name: 'loss',
        value: packetsRepaired ? fill(words.lossRepaired, { share, count: packetsRepaired }) : share,
        sample: { value: lossRate },
        limits: [0.01, 0.05],
      },
      {
        name: 'roundTrip',
        value:
          jitterMs === undefined
            ? this.write(roundTripMs, 'ms')
            : fill(words.roundTripJitter, {
                delay: this.write(roundTripMs, 'ms'),
                jitter: this.write(jitterMs, 'ms'),
              }),
        sample: { value: roundTripMs },
        limits: [150, 400],
      },
      freezeCount === undefined
        ? undefined
        : {
            name: 'freezes',
            value:
              freezeCount === 0
                ? '0'
                : fill(words.freezesValue, { count: freezeCount, time: this.write(freezeMs / 1000, 's', 1) }),
          },
      path === undefined ? undefined : { name: 'path', value: this.path(path) },
      {
        name: 'codec',
        value: isHardware === true ? fill(words.codecHardware, { codec }) : codec,
      },
    ];
    return rows.filter((row) => row !== undefined);
  }

  private server({ rung, rungs = [], targetBps, estimateBps, queueMs }: QualityAnswer): StatsRow[] {
    const place = rungs.findIndex((each) => each.rung === rung) + 1;
    const value =
      rung === undefined || place === 0
        ? (rung ?? '–')
        : fill(this.words.qualityPlace, { quality: rung, place, count: rungs.length });
    return [
      { name: 'quality', value },
      { name: 'target', value: this.rate(targetBps) },
      { name: 'estimate', value: this.rate(estimateBps), sample: { value: estimateBps } },
      { name: 'queue', value: this.write(queueMs, 'ms') },
    ];
  }

  private audio(stats: PlayerAudioStats): StatsRow[] {
    const { codec, bitrateBps, packetsReceived, offsetMs } = stats;
    const rate = this.write(bitrateBps === undefined ? undefined : bitrateBps / 1000, 'kbit/s');
    // Rounded first: neither early nor late is less than a millisecond.
    const offset = offsetMs === undefined ? undefined : Math.round(offsetMs);
    const lag = this.write(offset === undefined ? undefined : Math.abs(offset), 'ms');
    const { soundEarly, soundLate } = this.words;
    return [
      { name: 'sound', value: codec === undefined ? rate : `${codec.replace('audio/', '')}, ${rate}` },
      { name: 'soundPackets', value: String(packetsReceived) },
      { name: 'soundLoss', value: this.share(stats.lossRate) },
      { name: 'soundConcealed', value: this.share(stats.concealedRate) },
      { name: 'soundDelay', value: this.write(stats.delayMs, 'ms') },
      {
        name: 'soundOffset',
        value: offset ? fill(offset > 0 ? soundEarly : soundLate, { offset: lag }) : lag,
      },
    ];
  }

  private path(path: NonNullable<PlayerStats['path']>): string {
    const [protocol = '', kind] = path.split('-');
    const text = kind === 'relay' ? this.words.pathRelay : this.words.pathDirect;
    return fill(text, { protocol: protocol.toUpperCase() });
  }

  private write(value: number | undefined, unit: string, digits = 0): string {
    return value === undefined ? '–' : `${writeNumber(value, this.language, digits)} ${unit}`;
  }

  private rate(bps: number | undefined): string {
    return this.write(bps === undefined ? undefined : bps / 1e6, 'Mbit/s', 2);
  }

  private share(share: number | undefined): string {
    return this.write(share === undefined ? undefined : share * 100, '%', 1);
  }
}

/** For example `H.264`, of `video/H264`. */
function nameOfCodec(type: string | undefined): string {
  return type?.replace('video/', '').replace(/^H26/, 'H.26') ?? '–';
}
