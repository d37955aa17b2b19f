import { keepSound, recallSound, type SoundChoice } from './sound-memory.js';
import type { VideoStage } from './video-stage.js';
import { VolumeFade } from './volume-fade.js';

/** A volume that can be heard, for viewers who unmute what they had turned down. */
const LEAST_VOLUME = 0.1;
/** Browsers may keep a volume as a 32 bit number. */
const ROUNDING = 0.001;

/** Mute and volume: what the viewer chose, and what the video element is set to. */
export class PlayerSound {
  private choice: SoundChoice = { muted: undefined, volume: 1 };
  /** Where the choice is kept; `undefined`: nowhere. */
  private address: string | undefined;
  private readonly fade = new VolumeFade();
  /** What this class set, to tell changes from outside. */
  private written = { muted: true, volume: 1 };

  /** @param onChange mute or volume changed */
  constructor(
    private readonly stage: VideoStage,
    private readonly onChange: () => void,
  ) {}

  /** Whether the video element is muted. */
  get muted(): boolean {
    return this.stage.video.muted;
  }

  /** The chosen volume, which a fade may not have reached yet. */
  get volume(): number {
    return this.choice.volume;
  }

  /** Whether it is muted although the viewer did not choose that. */
  get isMutedByDefault(): boolean {
    return this.muted && this.choice.muted !== true;
  }

  /** @param address of the stream whose choice is kept; `undefined`: none is, because no control could change it */
  load(address: string | undefined): void {
    this.address = address;
    const kept = address === undefined ? undefined : recallSound(address);
    if (kept === undefined) return;
    this.choice = kept;
    this.apply(kept.muted ?? true, kept.volume);
  }

  /** Mutes or unmutes, as the viewer or the page chose. */
  setMuted(muted: boolean): void {
    this.decide(muted, muted ? this.volume : Math.max(this.volume, LEAST_VOLUME));
  }

  /** @throws DOMException `IndexSizeError` unless it is 0 to 1 */
  setVolume(volume: number): void {
    this.apply(this.muted, volume);
    this.keep({ ...this.choice, volume });
  }

  /** As by a slider: 0 is muted, anything else is not. */
  slideTo(volume: number): void {
    if (volume === 0) this.setMuted(true);
    else if (this.muted) this.decide(false, volume);
    else this.setVolume(volume);
  }

  /** Sound sets in. */
  fadeIn(): void {
    if (!this.muted) this.fade.start(this.volume, (volume) => this.write(false, volume));
  }

  /** The browser refuses to play with sound; the choice stays, for the next visit. */
  refuse(): void {
    this.apply(true, this.volume);
    this.onChange();
  }

  /** Mute or volume of the video element changed: by this class, by its own controls or by a script. */
  noteElement(): void {
    const { written, choice } = this;
    const { muted, volume } = this.stage.video;
    const isSameVolume = Math.abs(volume - written.volume) < ROUNDING;
    if (muted === written.muted && isSameVolume) return;
    this.fade.stop();
    this.written = { muted, volume };
    this.keep({
      muted: muted === written.muted ? choice.muted : muted,
      volume: isSameVolume ? choice.volume : volume,
    });
  }

  private decide(muted: boolean, volume: number): void {
    this.apply(muted, volume);
    this.keep({ muted, volume });
    if (muted) return;
    this.fadeIn();
    // Chromium pauses a video that is unmuted before the viewer did anything; it then plays muted.
    this.stage.resume();
  }

  private apply(muted: boolean, volume: number): void {
    this.fade.stop();
    this.write(muted, volume);
  }

  private write(muted: boolean, volume: number): void {
    const { video } = this.stage;
    video.volume = volume;
    video.muted = muted;
    // Read back: on iOS scripts cannot set the volume.
    this.written = { muted: video.muted, volume: video.volume };
  }

  private keep(choice: SoundChoice): void {
    this.choice = choice;
    if (this.address !== undefined) keepSound(this.address, choice);
    this.onChange();
  }
}
