import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { PendulumSource } from './pendulum-source.js';
import { Pendulum } from './pendulum.js';

@Controller('pendulum')
class PendulumController {
  constructor(
    private readonly pendulum: Pendulum,
    private readonly source: PendulumSource,
  ) {}

  @Get()
  state(): { angle: number; framesDrawn: number } {
    return { angle: this.pendulum.angle, framesDrawn: this.source.framesDrawn };
  }

  @Post('push')
  @HttpCode(204)
  push(): void {
    this.pendulum.push();
  }
}

/** Depends on the video module only for the type of a frame. */
@Module({ providers: [Pendulum, PendulumSource], controllers: [PendulumController] })
export class PendulumModule {}
