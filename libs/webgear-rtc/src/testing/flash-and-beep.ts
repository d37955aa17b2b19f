import { execFileSync } from 'node:child_process';
import { nativeFrameOf } from '../ffmpeg/native-video-frame.js';
import { EncodedAudioDecoder } from '../ffmpeg/audio/encoded-audio-decoder.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../media/audio-frame.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { SourceSupervisor } from '../sources/playback/source-supervisor.js';
import type { VideoSource } from '../sources/video-source.interface.js';

/** A film that is white and beeps for a tenth of each second but the first. */
export const flashAndBeep = {
  video: (seconds: number): string =>
    `color=black:s=128x96:r=25:d=${seconds},drawbox=t=fill:color=white:enable='gte(t,1)*lt(mod(t+0.001,1),0.1)'`,
  sound: (seconds: number): string =>
    `aevalsrc='gte(t,1)*lt(mod(t,1),0.1)*0.5*sin(2*PI*1000*t)':s=48000:c=mono:d=${seconds}`,
};

const LIMIT_MS = 20_000;

/** Writes such a film with the ffmpeg program. */
export function makeFlashAndBeepFilm(path: string, seconds: number, outputOptions: string): void {
  const inputs = [flashAndBeep.video(seconds), flashAndBeep.sound(seconds)].flatMap((graph) => [
    '-f',
    'lavfi',
    '-i',
    graph,
  ]);
  const outputs = ['-pix_fmt', 'yuv420p', '-g', '25', ...outputOptions.split(' '), path];
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...inputs, ...outputs]);
}

/** What was seen, heard and logged of a source. */
export class FlashAndBeepListener {
  /** Capture times at which the film became white, in microseconds. */
  readonly flashesUs: number[] = [];
  /** Capture times at which a beep began, in microseconds. */
  readonly beepsUs: number[] = [];
  readonly lines: string[] = [];
  frames = 0;
  sounds = 0;
  private wasWhite = false;
  private silentSinceUs = 0;
  private readonly capture: OnDemandCapture;
  private readonly clock = new SystemCaptureClock();

  /** @param makeSource makes the source, whose log is to go to these lines */
  constructor(
    makeSource: (logger: Record<'log' | 'warn' | 'error', (line: unknown) => void>) => VideoSource,
  ) {
    const write = (line: unknown): void => void this.lines.push(String(line));
    const logger = { log: write, warn: write, error: write };
    const supervisor = new SourceSupervisor({
      source: makeSource(logger),
      clock: this.clock,
      logger,
      paintSlate: () => Promise.reject(new Error('no slate')),
      loop: false,
      enableInfiniteFrames: false,
      stallTimeoutMs: 10_000,
      timeDelayMs: 0,
    });
    this.capture = new OnDemandCapture(supervisor, 0);
  }

  /** What the source reported when it was opened. */
  get info(): OnDemandCapture['info'] {
    return this.capture.info;
  }

  /**
   * Watches until the condition is met, 20 s at most, and listens from a number of frames on; then the source is closed.
   *
   * @param isEnough asked 20 times per second
   */
  async listen(isEnough: (heard: this) => boolean, listenAfterFrames = 0): Promise<this> {
    const decoder = await EncodedAudioDecoder.open();
    const watching = this.capture.frames$.subscribe((frame) => {
      this.frames++;
      const isWhite = (nativeFrameOf(frame).toBuffer()[100] ?? 0) > 128;
      if (isWhite && !this.wasWhite) this.flashesUs.push(frame.captureTimeUs);
      this.wasWhite = isWhite;
    });
    const endUs = this.clock.nowUs() + LIMIT_MS * 1000;
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition() && this.clock.nowUs() < endUs) await this.clock.sleep(50);
    };
    await until(() => this.frames >= listenAfterFrames);
    const hear = (frame: AudioFrame | EncodedAudioFrame): void => {
      this.sounds++;
      for (const decoded of isEncodedAudio(frame) ? decoder.decode(frame) : [frame]) this.hear(decoded);
    };
    watching.add(this.capture.audio$.subscribe(hear));
    await until(() => isEnough(this));
    watching.unsubscribe();
    await this.capture.close();
    decoder.close();
    return this;
  }

  /** How late the beeps are after their flashes, in milliseconds: the middle one. */
  get offsetMs(): number {
    const offsetsMs = this.beepsUs.flatMap((beepUs) => {
      const distances = this.flashesUs.map((flashUs) => (beepUs - flashUs) / 1000);
      const near = distances.find((distance) => Math.abs(distance) < 500);
      return near === undefined ? [] : [near];
    });
    return offsetsMs.toSorted((a, b) => a - b)[Math.floor(offsetsMs.length / 2)] ?? Number.NaN;
  }

  private hear({ samples, channels, sampleRateHz, captureTimeUs }: AudioFrame): void {
    for (let index = 0; index < samples.length; index += channels) {
      if (Math.abs(samples[index] ?? 0) < 0.1) continue;
      const timeUs = captureTimeUs + (index / channels / sampleRateHz) * 1_000_000;
      if (timeUs - this.silentSinceUs > 300_000) this.beepsUs.push(timeUs);
      this.silentSinceUs = timeUs;
    }
  }
}
