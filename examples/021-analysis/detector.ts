import { Injectable } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { distinctUntilChanged, EMPTY, from, map, merge, type Observable, share, switchMap } from 'rxjs';
import type { Box, DetectorQuestion } from './detector-thread.js';

/** What the model has found in a frame. */
export interface Detection extends Box {
  /** The frame. */
  readonly captureTimeUs: number;
  /** Frames that came while the model was busy with the one before. */
  readonly skipped: number;
}

/** Asks the model about one frame after the other. Everything runs only while there is a viewer or a subscriber. */
@Injectable()
export class Detector {
  readonly detections$: Observable<Detection>;

  constructor(private readonly video: WebGearRtcService) {
    this.detections$ = from(this.detections()).pipe(share());
    const isWatched$ = merge(video.viewerJoined$, video.viewerLeft$).pipe(
      map(({ viewers }) => viewers > 0),
      distinctUntilChanged(),
    );
    isWatched$.pipe(switchMap((isWatched) => (isWatched ? this.detections$ : EMPTY))).subscribe();
  }

  private detections(): AsyncIterable<Detection> {
    return { [Symbol.asyncIterator]: () => this.detect() };
  }

  private async *detect(): AsyncGenerator<Detection> {
    // A model that computes in the main thread would stop the video of all viewers for as long.
    const thread = new Worker(new URL('./detector-thread.js', import.meta.url));
    try {
      let lastId = -1;
      for await (const { buffer, width, height, captureTimeUs, frameId } of this.video
        .stream()
        .analysisFrames()) {
        thread.postMessage({ buffer, width, height } satisfies DetectorQuestion);
        // The samples stay as they are until the next frame is requested.
        const [box] = (await once(thread, 'message')) as [Box];
        const { x, y, width: w, height: h, score } = box;
        // The page draws it on that very frame.
        this.video.stream().publishMetadata({ boxes: [{ x, y, w, h, score }] }, { captureTimeUs });
        yield { ...box, captureTimeUs, skipped: frameId - lastId - 1 };
        lastId = frameId;
      }
    } finally {
      await thread.terminate();
    }
  }
}
