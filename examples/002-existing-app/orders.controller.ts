import { Controller, Get } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';

/** What the application did before it had video. */
@Controller('orders')
export class OrdersController {
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  list(): { orders: string[]; camera: string } {
    return { orders: ['tea', 'biscuits'], camera: this.video.stats().state };
  }
}
