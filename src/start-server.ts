import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  CaptureService,
  TemplateService,
  WebGearRtcModule,
  WebGearRtcService,
  type WebGearRtcOptions,
} from 'nestjs-webgear-rtc';
import type { AddressInfo } from 'node:net';
import type { ServerSettings } from './command-line/server-settings.js';
import { preferPages, secureAnswers } from './own-answers.js';
import { ProgramLogger } from './program-logger.js';
import type { StatusLine } from './status/status-line.js';

/** A server that listens. */
export interface RunningServer {
  /** The port it got. */
  readonly port: number;
  /** Its streams and viewers. */
  readonly service: WebGearRtcService;
  /** Ends it and everything it holds. */
  readonly close: () => Promise<void>;
}

/** The standalone application: the module and nothing else. */
@Module({})
class AppModule {
  /** The application with the options of its command line. */
  static with(options: WebGearRtcOptions): DynamicModule {
    return { module: AppModule, imports: [WebGearRtcModule.forRoot(options)] };
  }
}

/**
 * Starts the server. Rejects when an option is wrong, a source cannot be one, or the port is taken.
 *
 * @param statusLine the line of the terminal that log messages must not break
 */
export async function startServer(
  { port, ipAddress, logLevel, options }: ServerSettings,
  statusLine: StatusLine | undefined,
): Promise<RunningServer> {
  // The library checks every option, and says which one is wrong better than this program could.
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(options as unknown as WebGearRtcOptions),
    {
      logger: new ProgramLogger(logLevel, statusLine),
      abortOnError: false,
      // A browser keeps its connection open; waiting for it would hold the shutdown up.
      forceCloseConnections: true,
    },
  );
  app.disable('x-powered-by');
  app.use(secureAnswers(app.get(TemplateService).securityHeaders));
  app.use(preferPages);
  try {
    // The library warns of them and tries again; on a command line, a mistyped file name ends the start at once.
    const [fault] = await app.get(CaptureService).findFaults();
    if (fault !== undefined) throw fault;
    await app.listen(port, ipAddress);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.getHttpServer().address() as AddressInfo;
  return { port: address.port, service: app.get(WebGearRtcService), close: () => app.close() };
}
