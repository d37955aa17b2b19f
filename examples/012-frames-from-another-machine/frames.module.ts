import { Module } from '@nestjs/common';
import { FramesController } from './frames.controller.js';
import { ReceivedFrames } from './received-frames.js';

/** Takes frames over HTTP. */
@Module({ controllers: [FramesController], providers: [ReceivedFrames] })
export class FramesModule {}
