import { Module } from '@nestjs/common';
import { GuestList } from './guest-list.js';

@Module({ providers: [GuestList], exports: [GuestList] })
export class GuestsModule {}
