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
      // The guard protects the page, its files and its routes; the orders stay public.
      guards: [PasswordGuard],
      // Provides the dependencies of the guard.
      imports: [GuestsModule],
    }),
  ],
  controllers: [OrdersController],
})
export class AppModule {}
