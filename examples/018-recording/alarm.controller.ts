import { Controller, Post, StreamableFile } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';

/** Called by a motion detector, a door contact, … */
@Controller('alarm')
export class AlarmController {
  constructor(private readonly video: WebGearRtcService) {}

  /** What happened in the ten seconds before, and in the two seconds after, as a file. */
  @Post()
  async clip(): Promise<StreamableFile> {
    const { data, contentType } = await this.video.stream().clip({ beforeMs: 10_000, afterMs: 2000 });
    return new StreamableFile(data, { type: contentType, length: data.length });
  }
}
