import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

/** An application that imports the module, in the process of the test: for what only the inside knows. */
export class HostApp implements AsyncDisposable {
  private constructor(
    private readonly app: INestApplication,
    private readonly dataFolder: string,
    /** Where it listens, for example `http://127.0.0.1:41234/`. */
    readonly url: string,
    /** What the module gives to an application. */
    readonly service: WebGearRtcService,
  ) {}

  /** Builds the application and lets it listen on the loopback address. */
  static async start(options: Parameters<typeof WebGearRtcModule.forRoot>[0]): Promise<HostApp> {
    const dataFolder = mkdtempSync(join(tmpdir(), 'webgear-rtc-host-'));
    class HostModule {}
    const app = await NestFactory.create(
      {
        module: HostModule,
        imports: [WebGearRtcModule.forRoot({ customDataLocation: dataFolder, ...options })],
      },
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    return new HostApp(app, dataFolder, `${await app.getUrl()}/`, app.get(WebGearRtcService));
  }

  /** Closes the application as its owner would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
