import { timingSafeEqual } from 'node:crypto';
import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Post,
  Query,
  UnauthorizedException,
} from '@nestjs/common';
import { ReceivedFrames } from './received-frames.js';

@Controller('frames')
export class FramesController {
  constructor(private readonly frames: ReceivedFrames) {}

  /**
   * One frame: the bytes of a JPEG or PNG file, or pixels in OpenCV's order with their `width` and `height`.
   *
   * @returns whether there are viewers, so that a sender can pause without any
   */
  @Post()
  @HttpCode(200)
  take(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
    @Query('width') width?: string,
    @Query('height') height?: string,
  ): { watched: boolean } {
    if (!isToken(authorization)) throw new UnauthorizedException();
    if (!Buffer.isBuffer(body))
      throw new BadRequestException('The body must be image/jpeg or application/octet-stream');
    const isFile = width === undefined || height === undefined;
    const frame = isFile ? body : { data: body, width: Number(width), height: Number(height) };
    // An invalid frame would fail the stream for all viewers, so the request is refused.
    if (!isFile && Number(width) * Number(height) * 3 !== body.length) {
      throw new BadRequestException('There must be three bytes for each pixel');
    }
    return { watched: this.frames.push(frame) };
  }
}

function isToken(authorization = ''): boolean {
  const expected = Buffer.from(`Bearer ${process.env['FRAMES_TOKEN']}`);
  const received = Buffer.from(authorization);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
