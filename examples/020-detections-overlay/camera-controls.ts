import { BadRequestException, Injectable, Logger } from '@nestjs/common';
import { WebGearRtcControl, type ControlContext } from 'nestjs-webgear-rtc';
import { SimulatedCamera } from './simulated-camera.js';

/** What pages may ask of the camera. */
@Injectable()
export class CameraControls {
  private readonly logger = new Logger(CameraControls.name);

  constructor(private readonly camera: SimulatedCamera) {}

  /** Turns while the page holds it; stops 400 ms after it has heard the page for the last time. */
  @WebGearRtcControl('pan', { deadManMs: 400 })
  turn(value: unknown, { stop, viewer }: ControlContext): void {
    if (stop !== undefined) {
      this.camera.pan = 0;
      this.logger.log(`stopped: ${stop}`);
      return;
    }
    if (typeof value !== 'number' || !(Math.abs(value) <= 1)) {
      throw new BadRequestException('"pan" is a number from -1 to 1');
    }
    this.camera.pan = value;
    this.logger.log(`viewer ${viewer.peerId} turns with ${value}`);
  }

  /** Answers with where the camera looks then. */
  @WebGearRtcControl('home')
  goHome(): { position: number } {
    this.camera.position = 0;
    return { position: this.camera.position };
  }
}
