import { GapFiller } from '../../encoder/audio/gap-filler.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { AudioPacketSource } from './audio-rendition.js';

/** Duration of a packet of silence; RFC 3551, 4.2 recommends it for all packets. */
const SILENCE_US = 20_000;

/** How far capture times may be apart from the count of samples before the count starts again, in microseconds. */
const LARGEST_DRIFT_US = 60_000;

/** Samples of 8,000 Hz, one byte each. */
const SAMPLE_US = 125;

/** The byte that is no sound (ITU-T G.711, tables 1 and 2). */
const SILENT_BYTES = { pcmu: 0xff, pcma: 0xd5 } as const;

/** What it is made of. */
export interface G711SourceParts {
  readonly codec: keyof typeof SILENT_BYTES;
  readonly clock: CaptureClock;
}

/**
 * Passes packets of G.711 as they are, and silence where there are none.
 *
 * Their times follow the count of samples. Arrival times of a camera jitter, and a receiver hears each step of an RTP timestamp that
 * is not the length of the packet before it.
 */
export class G711Source implements AudioPacketSource {
  private readonly filler: GapFiller;
  private readonly silence: Buffer;
  private endUs: number | undefined;
  private muted = false;
  private packetsEncoded = 0;
  private bytesEncoded = 0;

  constructor(
    private readonly parts: G711SourceParts,
    private readonly onPacket: (packet: EncodedAudioFrame) => void,
  ) {
    this.silence = Buffer.alloc(SILENCE_US / SAMPLE_US, SILENT_BYTES[parts.codec]);
    this.filler = new GapFiller({
      clock: parts.clock,
      endUs: () => this.endUs,
      fill: () => this.send(this.silence),
    });
  }

  /** Other sound than packets of its codec only keeps the clock running. */
  push(frame: AudioFrame | EncodedAudioFrame): void {
    const { captureTimeUs } = frame;
    this.endUs ??= captureTimeUs;
    const jumpUs = captureTimeUs - this.endUs;
    const isOurs = isEncodedAudio(frame) && frame.codec === this.parts.codec;
    if (isOurs && Math.abs(jumpUs) > LARGEST_DRIFT_US) {
      // Silence was sent in its place.
      if (jumpUs < 0 && -jumpUs < MAX_REPLACED_US) return;
      this.endUs = captureTimeUs;
      this.filler.forget();
    }
    this.filler.note(captureTimeUs, this.parts.clock.nowUs());
    if (isOurs) this.send(this.muted ? Buffer.alloc(frame.data.length, this.silence[0]) : frame.data);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  stats() {
    const { packetsEncoded, bytesEncoded } = this;
    return { packetsEncoded, bytesEncoded, encodersOpened: 0 };
  }

  close(): Promise<void> {
    this.filler.close();
    return Promise.resolve();
  }

  private send(data: Buffer): void {
    const { codec } = this.parts;
    const durationUs = data.length * SAMPLE_US;
    const captureTimeUs = this.endUs ?? 0;
    this.endUs = captureTimeUs + durationUs;
    this.packetsEncoded++;
    this.bytesEncoded += data.length;
    this.onPacket({ codec, captureTimeUs, durationUs, channels: 1, data });
  }
}

/** Sound that comes later than that after silence was sent for it is from another time: the source has jumped back. */
const MAX_REPLACED_US = 2_000_000;
