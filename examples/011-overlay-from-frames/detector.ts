import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CaptureService, PixelReader, WebGearRtcService } from 'nestjs-webgear-rtc';
import { distinctUntilChanged, EMPTY, exhaustMap, map, switchMap, type Subscription } from 'rxjs';
import { BoxPainter } from './box-painter.js';
import { MovingLight, type Box } from './moving-light.js';

/** Processes the latest frame whenever the previous one is done, while there are viewers. */
@Injectable()
export class Detector implements OnModuleInit, BeforeApplicationShutdown {
  /** Additional processing time per frame, in milliseconds. */
  extraDelayMs = 0;
  framesSeen = 0;

  private readonly light = new MovingLight();
  // A quarter of the width means a sixteenth of the work.
  private readonly reader = new PixelReader({ format: 'gray', maxWidth: 160 });
  private subscription: Subscription | undefined;

  constructor(
    private readonly captures: CaptureService,
    private readonly video: WebGearRtcService,
    private readonly painter: BoxPainter,
  ) {}

  onModuleInit(): void {
    this.subscription = this.video.peers$
      .pipe(
        map((peers) => peers.length > 0),
        distinctUntilChanged(),
        // A subscription keeps the source open, so the detector subscribes only while there are viewers.
        switchMap((isWatched) => (isWatched ? this.captures.frames$('default') : EMPTY)),
        // Skips frames that arrive during processing, so that the next one is current.
        exhaustMap(async (frame) => {
          const pixels = await this.reader.read(frame);
          if (this.extraDelayMs > 0) await sleep(this.extraDelayMs);
          return this.light.find(pixels);
        }),
      )
      .subscribe({
        next: (box) => this.show(box),
        error: (error: unknown) => new Logger(Detector.name).error(error),
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.subscription?.unsubscribe();
    await this.reader.close();
  }

  private show(box: Box | undefined): void {
    this.framesSeen++;
    this.painter.box = box;
    const across = box && Math.round((box.left + box.width / 2) * 10) * 10;
    this.video
      .stream()
      .setOverlay(across === undefined ? 'nothing moves' : `a light moves, ${across} % across`);
  }
}
