import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { problemHeaders, publicMessage } from '../../errors/problem-details.js';
import type { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { ModuleLogger } from '../../log/module-logger.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { errorReply } from '../../signaling/error-reply.js';
import type { HttpRequest } from '../../signaling/http-request.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { RoutePrefix } from '../../signaling/route-prefix.js';
import { StreamRoutes } from '../../signaling/stream-routes.js';
import { DataFilesService } from '../data-files/data-files.service.js';
import { playerLanguage } from '../page-language.js';
import { pathOf, relativeMountUrl } from '../page-url.js';
import type { TemplateContext } from '../templates/template-set.js';
import { TemplateService } from '../templates/template.service.js';
import { foldPlaces, traceError } from './trace-error.js';

/** As a stream may be called. */
const NAME = /^[\w-]{1,64}$/;

/**
 * Renders an error as a page for browsers and as problem details for other clients; with `exposeErrors` a server error as a
 * traceback page.
 */
@Injectable()
export class ErrorPageRenderer {
  constructor(
    @Inject(TemplateService) private readonly templates: TemplateService,
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {}

  /** Responds to a failed request of the module. Never rejects: there is no further error page. */
  async answer(request: HttpRequest, response: unknown, error: WebGearRtcError): Promise<void> {
    if (!acceptsHtml(request)) {
      this.responder.send(response, errorReply(error, request, this.options.exposeErrors));
      return;
    }
    this.responder.send(response, {
      status: error.status,
      headers: {
        ...problemHeaders(error),
        'Content-Type': 'text/html; charset=utf-8',
        Vary: 'Accept-Language',
      },
      body: await this.render(request, error),
    });
  }

  private async render(request: HttpRequest, error: WebGearRtcError): Promise<string> {
    const mountUrl = relativeMountUrl(
      String(this.adapterHost.httpAdapter.getRequestUrl(request)),
      this.routePrefix.of(''),
    );
    const { status } = error;
    const isTraced = this.options.exposeErrors && status >= 500;
    try {
      if (isTraced) return await this.renderTraceback(request, error, mountUrl);
      const template = status === 404 ? '404.html' : '500.html';
      const message = publicMessage(error, this.options.exposeErrors);
      const language = playerLanguage(request.headers['accept-language']);
      const whereabouts = this.whereabouts(request, error);
      const context = { language, status, message, isInternal: status === 500, ...whereabouts };
      return await this.templates.render(template, context, mountUrl);
    } catch (failure) {
      this.logger.error(failure);
      return `<!doctype html><title>Error ${status}</title><h1>Error ${status}</h1>`;
    }
  }

  /**
   * Whether there is a list of streams to lead to, and the name of the stream that was asked for and does not exist. Not the
   * streams themselves: no guard has seen the request.
   */
  private whereabouts(request: HttpRequest, { status }: WebGearRtcError): TemplateContext {
    const { haveNames } = this.routes;
    if (!haveNames || status !== 404) return { hasList: haveNames };
    const path = pathOf(String(this.adapterHost.httpAdapter.getRequestUrl(request)));
    const below = path.slice(this.routePrefix.of('').replace(/\/$/, '').length).replaceAll(/^\/|\/$/g, '');
    return { hasList: true, ...(NAME.test(below) && { unknownStream: below }) };
  }

  private async renderTraceback(
    request: HttpRequest,
    error: WebGearRtcError,
    mountUrl: string,
  ): Promise<string> {
    const errors = await traceError(error, this.dataFiles.templatesFolder);
    const language = playerLanguage(request.headers['accept-language']);
    const { status, message } = error;
    const context = { language, status, message, errors: errors.map(foldPlaces) };
    // The fault may be in the layout, which this page uses too.
    return this.templates
      .render('traceback.html', context, mountUrl)
      .catch(() => this.templates.renderBuiltIn('traceback.html', context, mountUrl));
  }
}

/** Whether `Accept` names HTML explicitly, as browsers do for navigation. Clients that accept anything get JSON. */
export function acceptsHtml({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return /\btext\/html\b|\bapplication\/xhtml\+xml\b/.test(headers.accept ?? '');
}
