import { Injectable } from '@nestjs/common';
import { type AudioFrame, WebGearRtcService } from 'nestjs-webgear-rtc';
import { bufferTime, filter, map, type Observable, share } from 'rxjs';

/** Loudness of a moment. */
export interface Level {
  /** Loudest sample in dB below the largest there can be: 0 is the loudest, -90 is silence. */
  readonly peakDb: number;
  /** The same of the mean power. */
  readonly rmsDb: number;
}

/** How often a level is told, in milliseconds. */
const PERIOD_MS = 100;

/** Below that there is nothing to be heard. */
const SILENCE_DB = -90;

/** Measures how loud the source is. The source is open, and its sound decoded, only while there is a subscriber. */
@Injectable()
export class LevelMeter {
  readonly levels$: Observable<Level>;

  constructor(video: WebGearRtcService) {
    this.levels$ = video.stream().audioFrames$.pipe(
      bufferTime(PERIOD_MS),
      filter((frames) => frames.length > 0),
      map(levelOf),
      share(),
    );
  }
}

function levelOf(frames: readonly AudioFrame[]): Level {
  let [peak, power, count] = [0, 0, 0];
  for (const { samples } of frames) {
    for (const sample of samples) {
      peak = Math.max(peak, Math.abs(sample));
      power += sample * sample;
    }
    count += samples.length;
  }
  return { peakDb: decibels(peak), rmsDb: decibels(Math.sqrt(power / count)) };
}

function decibels(amplitude: number): number {
  return Math.round(Math.max(SILENCE_DB, 20 * Math.log10(amplitude)));
}
