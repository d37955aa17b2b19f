import { Controller, Get } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';

/** An existing controller of the application. */
@Controller('orders')
export class OrdersController {
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  list(): { orders: string[]; camera: string } {
    return { orders: ['tea', 'biscuits'], camera: this.video.stream().state };
  }
}
