import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
// Nest would load it inside the first test, whose time on a busy machine that alone can use up.
import '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MEDIA_ENVIRONMENT,
  systemEnvironment,
  type MediaEnvironment,
} from '../../libs/webgear-rtc/src/media-environment.js';
import { PEER_MANAGER } from '../../libs/webgear-rtc/src/peers/peer-manager.interface.js';
import { FakePeerManager } from './fake-peer-manager.js';

/** The adapters every HTTP law is held to. */
export const adapters = ['express', 'fastify'] as const;

export interface UnitHostSettings {
  readonly adapter?: (typeof adapters)[number];
  readonly imports: readonly (DynamicModule | Type)[];
  readonly controllers?: readonly Type[];
  /** Runs before the application initializes: prefixes, middleware, filters. */
  readonly configure?: (app: INestApplication) => void;
  readonly bodyParser?: boolean;
  readonly rawBody?: boolean;
  /** Whether the end of the application is the end of all connections; `true` unless that is what is tested. */
  readonly forceCloseConnections?: boolean;
  /** Its viewers' room; a new one by default. */
  readonly peers?: FakePeerManager;
  /** Instead of a connection to the NATS server of the option `cluster`. */
  readonly connectToBroker?: MediaEnvironment['connectToBroker'];
  /** Instead of that of the machine. */
  readonly clock?: MediaEnvironment['clock'];
}

/** An answer, read to its end. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly text: string;
}

/** An application around the module, with a fake viewers' room, on a port of its own. */
export class UnitHost implements AsyncDisposable {
  private constructor(
    readonly app: INestApplication,
    readonly peers: FakePeerManager,
    readonly url: string,
  ) {}

  static async start({
    adapter = 'express',
    imports,
    controllers = [],
    configure,
    bodyParser = true,
    rawBody = false,
    forceCloseConnections = true,
    peers = new FakePeerManager(),
    connectToBroker,
    clock = systemEnvironment.clock,
  }: UnitHostSettings): Promise<UnitHost> {
    const module = await Test.createTestingModule({ imports: [...imports], controllers: [...controllers] })
      .overrideProvider(PEER_MANAGER)
      .useValue(peers)
      .overrideProvider(MEDIA_ENVIRONMENT)
      .useValue({ ...systemEnvironment, clock, ...(connectToBroker !== undefined && { connectToBroker }) })
      .compile();
    const options = { logger: false, bodyParser, rawBody, forceCloseConnections } as const;
    const app: INestApplication =
      adapter === 'fastify'
        ? module.createNestApplication(new FastifyAdapter(), options)
        : module.createNestApplication(options);
    configure?.(app);
    await app.listen(0, '127.0.0.1');
    return new UnitHost(app, peers, await app.getUrl());
  }

  /** Requests a path and reads the answer to its end. */
  async request(path: string, init: RequestInit = {}): Promise<ReadAnswer> {
    const response = await fetch(this.url + path, { redirect: 'manual', ...init });
    const { status, headers, url } = response;
    return { status, headers, url, text: await response.text() };
  }

  async post(path: string, contentType: string, body: string): Promise<ReadAnswer> {
    return this.request(path, { method: 'POST', headers: { 'Content-Type': contentType }, body });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
  }
}

/** A folder of its own for page files, which goes with it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'webgear-rtc-unit-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
