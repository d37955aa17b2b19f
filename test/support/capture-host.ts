import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { filter, firstValueFrom, map } from 'rxjs';
import { nativeFrameOf } from '../../libs/webgear-rtc/src/ffmpeg/native-video-frame.js';
import type { FrameInput } from '../../libs/webgear-rtc/src/media/frame-input.js';
import type { StreamState } from '../../libs/webgear-rtc/src/media/stream-stats.js';
import { DEFAULT_STREAM_NAME } from '../../libs/webgear-rtc/src/options/default-options.js';
import type {
  RegistrationSettings,
  WebGearRtcOptions,
} from '../../libs/webgear-rtc/src/options/webgear-rtc-options.interface.js';
import { CaptureService } from '../../libs/webgear-rtc/src/sources/capture.service.js';
import type { WebGearRtcModuleExtras } from '../../libs/webgear-rtc/src/webgear-rtc.module-definition.js';
import { WebGearRtcModule } from '../../libs/webgear-rtc/src/webgear-rtc.module.js';
import { temporaryFolder } from './unit-host.js';

/** A small frame of one colour, in OpenCV's order. */
export function planarImage(blue: number, green: number, red: number): FrameInput {
  const [width, height] = [64, 48];
  return { data: Buffer.alloc(width * height * 3, Uint8Array.of(blue, green, red)), width, height };
}

/** An application around the module that listens on no port, for what happens from its sources on. */
export class CaptureHost implements AsyncDisposable {
  private constructor(
    readonly app: INestApplication,
    readonly captures: CaptureService,
    private readonly folder: Disposable,
  ) {}

  /** Builds the application and initializes it; sources stop as soon as nobody watches. */
  static async start(
    options: RegistrationSettings & WebGearRtcModuleExtras,
    modules: readonly (Type | DynamicModule)[] = [],
  ): Promise<CaptureHost> {
    const folder = temporaryFolder();
    const registration = WebGearRtcModule.forRoot({
      customDataLocation: folder.path,
      idleStopMs: 0,
      ...options,
      // Some tests state on purpose what the compiler refuses.
    } as WebGearRtcOptions);
    try {
      const testing = await Test.createTestingModule({ imports: [registration, ...modules] }).compile();
      const app = testing.createNestApplication({ logger: false });
      await app.init();
      return new CaptureHost(app, app.get(CaptureService), folder);
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  /** Resolves when the source has come into a state. */
  whenState(wanted: StreamState): Promise<StreamState> {
    return firstValueFrom(
      this.captures.state$(DEFAULT_STREAM_NAME).pipe(filter((state) => state === wanted)),
    );
  }

  /** The first samples of the first frame. */
  firstPixel(streamName = DEFAULT_STREAM_NAME): Promise<number[]> {
    const pixels$ = this.captures
      .frames$(streamName)
      .pipe(map((frame) => [...nativeFrameOf(frame).toBuffer().subarray(0, 3)]));
    return firstValueFrom(pixels$);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    this.folder[Symbol.dispose]();
  }
}
