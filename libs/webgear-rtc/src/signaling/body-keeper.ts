import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { keepExpressBodies, type ExpressShape } from './body/express-bodies.js';
import { keepFastifyBodies, type FastifyShape } from './body/fastify-bodies.js';
import { errorAnswer } from './error-answer.js';
import { HttpResponder } from './http-responder.js';
import { StreamRoutes } from './stream-routes.js';

const ROUTES_WITH_BODY = ['offer', 'close_connection'];

/** Sees to it that the bodies of our routes reach us whatever the host's parsers think of them. */
@Injectable()
export class BodyKeeper {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
  ) {}

  /** To be called after the host's parsers are in place and before its routes are: in a module's `configure()`. */
  install(): void {
    const { httpAdapter } = this.adapterHost;
    const answerError = (response: unknown, error: WebGearRtcError): void =>
      this.responder.send(response, errorAnswer(error, false));
    if (httpAdapter.getType() === 'fastify') {
      keepFastifyBodies(httpAdapter.getInstance<FastifyShape<unknown>>(), answerError);
      return;
    }
    const express = httpAdapter.getInstance<ExpressShape<unknown>>();
    for (const path of ROUTES_WITH_BODY.flatMap((route) => this.routes.pathsOf(route))) {
      keepExpressBodies(express, path, answerError);
    }
  }
}
