import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { AppModule } from './app.module.js';
import type { CommandLine } from './command-line.js';

/** A server that listens. */
export interface RunningServer {
  /** The port it got. */
  readonly port: number;
  /** Ends it and everything it holds. */
  readonly close: () => Promise<void>;
}

/** Starts the server a command line asks for. Rejects when an option is wrong or the port is taken. */
export async function startServer({
  source,
  loop,
  port,
  ipAddress,
  logging,
}: CommandLine): Promise<RunningServer> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with({ source, loop, logging }), {
    logger: logging ? ['log', 'warn', 'error', 'debug', 'verbose'] : ['warn', 'error'],
    abortOnError: false,
    // A browser keeps its connection open; waiting for it would hold the shutdown up.
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  try {
    await app.listen(port, ipAddress);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.getHttpServer().address() as AddressInfo;
  return { port: address.port, close: () => app.close() };
}
