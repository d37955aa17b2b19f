import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { captureExpressBodies, type ExpressShape } from './body/express-bodies.js';
import { captureFastifyBodies, type FastifyShape } from './body/fastify-bodies.js';
import { errorReply } from './error-reply.js';
import { HttpResponder, requestOf } from './http-responder.js';
import { StreamRoutes } from './stream-routes.js';

const ROUTES_WITH_BODY = ['offer', 'quality', 'close_connection', 'whep'];

/** Makes the bodies of the module's routes available even if a parser of the host rejects them. */
@Injectable()
export class RawBodyMiddleware {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
  ) {}

  /**
   * Must run after the host's parsers are registered and before its routes: in a module's `configure()`.
   *
   * @param isOurs whether a URL belongs to a route of the module: what stands for the name of a stream may be the host's
   */
  install(isOurs: (requestUrl: string) => boolean): void {
    const { httpAdapter } = this.adapterHost;
    const answerError = (response: unknown, error: WebGearRtcError): void =>
      this.responder.send(response, errorReply(error, requestOf(response)));
    if (httpAdapter.getType() === 'fastify') {
      captureFastifyBodies(httpAdapter.getInstance<FastifyShape<unknown>>(), answerError);
      return;
    }
    const express = httpAdapter.getInstance<ExpressShape<unknown>>();
    for (const route of ROUTES_WITH_BODY) {
      captureExpressBodies(express, this.routes.patternOf(route), answerError, isOurs);
    }
  }
}
