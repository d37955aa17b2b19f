import { OPUS_LOOKAHEAD_US, type OpusEncoder } from '../../ffmpeg/audio/opus-encoder.js';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import { RESTART_US } from './audio-aligner.js';
import { PACKET_US } from './packet-grid.js';
import { silentOpusPacket } from './silent-opus-packet.js';

/** Packets that may wait, a second: an encoder needs a fiftieth of that time. */
const MAX_WAITING = 50;

/** What encodes packets of samples: {@link OpusEncoder}, or another in tests. */
export type SampleEncoder = Pick<OpusEncoder, 'encode' | 'close'>;

/** What a queue is made of. */
export interface PacketQueueParts {
  readonly channels: 1 | 2;
  readonly openEncoder: (channels: 1 | 2) => Promise<SampleEncoder>;
  /** The encoder does not open, or has failed; called once. */
  readonly onError: (error: unknown) => void;
}

interface Samples {
  readonly samples: Float32Array;
  readonly startUs: number;
}

/** Encodes in order, on another thread, and gives packets whose times rise. */
export class PacketQueue {
  private readonly waiting: (Samples | EncodedAudioFrame)[] = [];
  private encoder: SampleEncoder | undefined;
  private failed = false;
  private closed = false;
  private busy = false;
  private running = Promise.resolve();
  private lastUs = Number.NEGATIVE_INFINITY;
  private dropped = 0;
  private opened = 0;
  private packets = 0;
  private bytes = 0;

  constructor(
    private readonly parts: PacketQueueParts,
    private readonly onPacket: (packet: EncodedAudioFrame) => void,
  ) {}

  /** Encodes samples of 20 ms, the first of which was captured at this time. */
  encode(samples: Float32Array, startUs: number): void {
    this.add({ samples, startUs });
  }

  /** Passes a packet on after those before it. */
  pass(packet: EncodedAudioFrame): void {
    this.add(packet);
  }

  /** Whether it has given out all that it has got. */
  get isIdle(): boolean {
    return !this.busy;
  }

  /** What it has done so far. */
  stats(): { packetsEncoded: number; bytesEncoded: number; encodersOpened: number; packetsDropped: number } {
    return {
      packetsEncoded: this.packets,
      bytesEncoded: this.bytes,
      encodersOpened: this.opened,
      packetsDropped: this.dropped,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiting.length = 0;
    await this.running;
    this.encoder?.close();
    this.encoder = undefined;
  }

  private add(entry: Samples | EncodedAudioFrame): void {
    if (this.closed) return;
    if (this.waiting.length >= MAX_WAITING) {
      this.waiting.shift();
      this.dropped++;
    }
    this.waiting.push(entry);
    if (!this.busy) this.running = this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    for (let entry = this.waiting.shift(); entry !== undefined; entry = this.waiting.shift()) {
      if (!('samples' in entry)) this.emit(entry);
      else {
        const data = await this.encodeOrSilence(entry.samples);
        const captureTimeUs = entry.startUs - OPUS_LOOKAHEAD_US;
        const { channels } = this.parts;
        this.emit({ codec: 'opus', captureTimeUs, durationUs: PACKET_US, channels, data });
      }
    }
    this.busy = false;
  }

  private emit(packet: EncodedAudioFrame): void {
    if (this.closed) return;
    // Where the source changes between what is passed and what is encoded. To a receiver, what goes back is lost.
    const backUs = this.lastUs - packet.captureTimeUs;
    if (backUs >= 0 && backUs < RESTART_US) {
      this.dropped++;
      return;
    }
    this.lastUs = packet.captureTimeUs;
    this.packets++;
    this.bytes += packet.data.length;
    this.onPacket(packet);
  }

  private async encodeOrSilence(samples: Float32Array): Promise<Buffer> {
    const { channels, openEncoder, onError } = this.parts;
    if (!this.failed) {
      try {
        if (this.encoder === undefined) {
          this.encoder = await openEncoder(channels);
          this.opened++;
        }
        return await this.encoder.encode(samples);
      } catch (error) {
        this.failed = true;
        this.encoder?.close();
        this.encoder = undefined;
        if (!this.closed) onError(error);
      }
    }
    return silentOpusPacket(channels, PACKET_US);
  }
}
