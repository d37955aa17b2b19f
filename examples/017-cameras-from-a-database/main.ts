import 'reflect-metadata';
import { Body, Controller, Delete, Get, Header, HttpCode, Module, Param, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';
import { CameraRepository, type Camera } from './camera-repository.js';

@Module({ providers: [CameraRepository], exports: [CameraRepository] })
class DatabaseModule {}

@Controller('admin/cameras')
class CamerasController {
  constructor(
    private readonly cameras: CameraRepository,
    private readonly video: WebGearRtcService,
  ) {}

  /** Each camera with its state and its viewers. */
  @Get()
  list(): object[] {
    return this.video.streams.map(({ name, state }) => ({
      name,
      state,
      viewers: this.video.stream(name).viewers().length,
    }));
  }

  /** Adds a camera, or changes one: viewers who watch it stay connected. */
  @Put(':name')
  @HttpCode(204)
  async put(@Param('name') name: string, @Body() camera: Omit<Camera, 'name'>): Promise<void> {
    await this.cameras.save({ ...camera, name });
    await this.video.refreshStreams();
  }

  /** Removes a camera, and closes its viewers. */
  @Delete(':name')
  @HttpCode(204)
  async delete(@Param('name') name: string): Promise<void> {
    await this.cameras.delete(name);
    await this.video.refreshStreams();
  }

  /** What the camera shows now. */
  @Get(':name/still')
  @Header('Content-Type', 'image/jpeg')
  async still(@Param('name') name: string): Promise<Uint8Array> {
    return this.video.stream(name).snapshot({ width: 320 });
  }
}

@Module({
  imports: [
    DatabaseModule,
    WebGearRtcModule.forRoot({
      path: 'cameras',
      // Holds for all cameras.
      bitrateBps: 1_000_000,
      streams: { useExisting: CameraRepository },
    }),
  ],
  controllers: [CamerasController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The cameras are at ${await app.getUrl()}/cameras/`);
