import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ViewerJoined, ViewerLeft } from '../../libs/webgear-rtc/src/events/webgear-rtc-events.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { WebGearRtcModule } from '../../libs/webgear-rtc/src/webgear-rtc.module.js';
import { WebGearRtcService } from '../../libs/webgear-rtc/src/webgear-rtc.service.js';
import type { adapters } from './unit-host.js';

const small = { source: 'test:?size=160x120' };

/** A reader of `stream.mjpeg` that has been sent images. */
export interface ImageReader {
  /** Resolves when the server has ended it, or after {@link stop}. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** An application with the streams `front` and `yard` at `/cams`, and the events of its viewers. Not `UnitHost`, which has no peers. */
export class ImageApp {
  readonly joined: ViewerJoined[] = [];
  readonly left: ViewerLeft[] = [];

  private constructor(
    readonly app: INestApplication,
    readonly video: WebGearRtcService,
    readonly url: string,
  ) {
    video.viewerJoined$.subscribe((event) => this.joined.push(event));
    video.viewerLeft$.subscribe((event) => this.left.push(event));
  }

  static async start(adapter: (typeof adapters)[number], options: object = {}): Promise<ImageApp> {
    const streams = { front: small, yard: small };
    const module = WebGearRtcModule.forRoot({ ...options, dataFiles: 'package', path: 'cams', streams });
    const http = adapter === 'express' ? undefined : new FastifyAdapter();
    const settings = { logger: false as const, forceCloseConnections: true };
    const app: INestApplication = await (http === undefined
      ? NestFactory.create(module, settings)
      : NestFactory.create(module, http, settings));
    await app.listen(0, '127.0.0.1');
    return new ImageApp(app, app.get(WebGearRtcService, { strict: false }), await app.getUrl());
  }

  /** Reads images until the server ends them; resolves when the first are there. */
  async watch(streamName: string, query = ''): Promise<ImageReader> {
    const stopping = new AbortController();
    const before = this.joined.length;
    const ended = fetch(`${this.url}/cams/${streamName}/stream.mjpeg${query}`, { signal: stopping.signal })
      .then(async ({ body }) => {
        for await (const _image of body ?? []) void _image;
      })
      .catch(() => undefined);
    await until('the reader', () => this.joined.length > before);
    return { ended, stop: () => stopping.abort() };
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
