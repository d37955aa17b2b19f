import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CaptureService, PixelReader, WebGearRtcService } from 'nestjs-webgear-rtc';
import { distinctUntilChanged, EMPTY, exhaustMap, map, switchMap, type Subscription } from 'rxjs';
import { BoxPainter } from './box-painter.js';
import { MovingLight, type Box } from './moving-light.js';

/** Looks at the newest frame whenever it has done with the one before, while somebody watches. */
@Injectable()
export class Detector implements OnModuleInit, BeforeApplicationShutdown {
  /** How long it thinks about each picture, besides the little that it does. */
  thinkMs = 0;
  framesSeen = 0;

  private readonly light = new MovingLight();
  // A quarter of the width is a sixteenth of the work.
  private readonly reader = new PixelReader({ format: 'gray', maxWidth: 160 });
  private looking: Subscription | undefined;

  constructor(
    private readonly captures: CaptureService,
    private readonly video: WebGearRtcService,
    private readonly painter: BoxPainter,
  ) {}

  onModuleInit(): void {
    this.looking = this.video.peers$
      .pipe(
        map((peers) => peers.length > 0),
        distinctUntilChanged(),
        // The source is open while somebody listens: a detector that always does would never let it rest.
        switchMap((isWatched) => (isWatched ? this.captures.frames$('default') : EMPTY)),
        // Frames that come while one is looked at are left out: the next one is new, however long this one took.
        exhaustMap(async (frame) => {
          const picture = await this.reader.read(frame);
          if (this.thinkMs > 0) await sleep(this.thinkMs);
          return this.light.find(picture);
        }),
      )
      .subscribe({
        next: (box) => this.show(box),
        error: (error: unknown) => new Logger(Detector.name).error(error),
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.looking?.unsubscribe();
    await this.reader.close();
  }

  private show(box: Box | undefined): void {
    this.framesSeen++;
    this.painter.box = box;
    const across = box && Math.round((box.left + box.width / 2) * 10) * 10;
    this.video.setOverlay(across === undefined ? 'nothing moves' : `a light moves, ${across} % across`);
  }
}
