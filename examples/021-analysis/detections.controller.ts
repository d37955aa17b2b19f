import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { Detector } from './detector.js';

@Controller('detections')
export class DetectionsController {
  constructor(private readonly detector: Detector) {}

  /** An event for each frame that the model has looked at. */
  @Sse()
  detections(): Observable<MessageEvent> {
    return this.detector.detections$.pipe(map((data) => ({ data })));
  }
}
