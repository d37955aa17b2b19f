import { Injectable } from '@nestjs/common';
import { PublishPoint } from './publish-point.js';

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
