import { Injectable } from '@nestjs/common';
import type { ReceivedMedia } from '../../media/received-media.js';

/** Where one publisher at a time hands its media to the source of a stream. */
export class PublishPoint {
  private current: ReceivedMedia | undefined;
  private readonly waiting = new Set<(media: ReceivedMedia) => void>();

  /** The media of the publisher there is. */
  get media(): ReceivedMedia | undefined {
    return this.current;
  }

  /** A publisher is connected: it stays until its media is closed. */
  publish(media: ReceivedMedia): void {
    this.current = media;
    void media.closed.then(() => {
      if (this.current === media) this.current = undefined;
    });
    for (const resolve of this.waiting) resolve(media);
    this.waiting.clear();
  }

  /** The publisher's media, as soon as there is one; `undefined` when the signal aborts before. */
  next(signal: AbortSignal): Promise<ReceivedMedia | undefined> {
    if (this.current !== undefined || signal.aborted) return Promise.resolve(this.current);
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.waiting.delete(onMedia);
        resolve(undefined);
      };
      const onMedia = (media: ReceivedMedia): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(media);
      };
      this.waiting.add(onMedia);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}

/** Where publishers hand over their media, by the names of streams. */
@Injectable()
export class PublishPoints {
  private readonly points = new Map<string, PublishPoint>();

  /** That of a stream; made when it is first asked for. */
  get(streamName: string): PublishPoint {
    const point = this.points.get(streamName) ?? new PublishPoint();
    this.points.set(streamName, point);
    return point;
  }
}
