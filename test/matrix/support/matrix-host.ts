import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
// Nest would load it inside the first test.
import '@nestjs/platform-express';
import { VideoStreamRegistry } from '../../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import type { VideoCodec } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { WebGearRtcOptions } from '../../../libs/webgear-rtc/src/options/webgear-rtc-options.interface.js';
import type { StreamSettings } from '../../../libs/webgear-rtc/src/options/stream-options.interface.js';
import { CaptureService } from '../../../libs/webgear-rtc/src/sources/capture.service.js';
import { WebGearRtcModule } from '../../../libs/webgear-rtc/src/webgear-rtc.module.js';
import { temporaryFolder } from '../../support/unit-host.js';
import { ObservedStream } from './observed-stream.js';

/** One Nest application with a stream for each row, and everything it logs. */
export class MatrixHost implements AsyncDisposable {
  private constructor(
    private readonly app: INestApplication,
    /** Where it listens, with a slash at the end. */
    readonly url: string,
    /** Everything that was logged. */
    readonly log: readonly string[],
    private readonly folder: Disposable,
  ) {}

  /** @param threads option of the module: how many threads serve viewers */
  static async start(
    streams: Readonly<Record<string, StreamSettings>>,
    threads: number | false = false,
  ): Promise<MatrixHost> {
    const folder = temporaryFolder();
    const log: string[] = [];
    const note = (message: unknown): void => void log.push(String(message));
    const logger: LoggerService = {
      log: note,
      error: note,
      warn: note,
      debug: note,
      verbose: note,
      fatal: note,
    };
    class HostModule {}
    const imports = [
      WebGearRtcModule.forRoot({
        streams,
        threads,
        customDataLocation: folder.path,
        udpAddress: '127.0.0.1',
      } as WebGearRtcOptions),
    ];
    const app = await NestFactory.create({ module: HostModule, imports }, { logger, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    return new MatrixHost(app, `${await app.getUrl()}/`, log, folder);
  }

  /** Subscribes to a stream as a viewer does. */
  observe(streamName: string, codec: VideoCodec): ObservedStream {
    const capture = this.app.get(CaptureService).get(streamName);
    return new ObservedStream(this.app.get(VideoStreamRegistry).getLocal(streamName), capture, codec);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    this.folder[Symbol.dispose]();
  }
}
