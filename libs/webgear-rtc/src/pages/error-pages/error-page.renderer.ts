import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { errorAnswer, errorMessage, retryAfter } from '../../signaling/error-answer.js';
import type { HttpRequest } from '../../signaling/http-request.interface.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { MountedPath } from '../../signaling/mounted-path.js';
import { acceptsHtml } from '../accepts-html.js';
import { relativeMountUrl } from '../page-url.js';
import { TemplateService } from '../templates/template.service.js';

/** Answers an error as a page to a browser and as JSON to everybody else. */
@Injectable()
export class ErrorPageRenderer {
  private readonly logger = new Logger('WebGearRtc');

  constructor(
    @Inject(TemplateService) private readonly templates: TemplateService,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Answers a request of ours that went wrong. Never rejects: there is no page behind the error page. */
  async answer(request: HttpRequest, response: unknown, error: WebGearRtcError): Promise<void> {
    if (!acceptsHtml(request)) {
      this.responder.send(response, errorAnswer(error, this.options.logging));
      return;
    }
    this.responder.send(response, {
      status: error.status,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        ...retryAfter(error),
      },
      body: await this.render(request, error),
    });
  }

  private async render(request: HttpRequest, error: WebGearRtcError): Promise<string> {
    const message = errorMessage(error, this.options.logging);
    const mountUrl = relativeMountUrl(
      this.adapterHost.httpAdapter.getRequestUrl(request) as string,
      this.mountedPath.of(''),
    );
    try {
      const template = error.status === 404 ? '404.html' : '500.html';
      return await this.templates.render(template, { status: error.status, message }, mountUrl);
    } catch (failure) {
      this.logger.error(failure);
      return `<!doctype html><title>Error ${error.status}</title><h1>Error ${error.status}</h1>`;
    }
  }
}
