import { Module } from '@nestjs/common';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { GuestsModule } from './guests.module.js';
import { OrdersController } from './orders.controller.js';
import { PasswordGuard } from './password.guard.js';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: process.env['SOURCE'] ?? 'test:',
      path: 'camera',
      // The guard watches over the page, its files and its offers; the orders stay open to all.
      guards: [PasswordGuard],
      // What the guard has injected comes from here.
      imports: [GuestsModule],
    }),
  ],
  controllers: [OrdersController],
})
export class AppModule {}
