import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import type { HttpRequest } from '../http-request.interface.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { MjpegAnswer } from './mjpeg-answer.service.js';

/** `stream.mjpeg` at a path of the user's choice. */
@UseFilters(SignalingErrorFilter)
export class MjpegPathController {
  constructor(@Inject(MjpegAnswer) private readonly answer: MjpegAnswer) {}

  /** The images of the stream. */
  @Get()
  stream(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.answer.send(request, response);
  }
}
