import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ModuleLogger } from '../log/module-logger.js';
import { linkTokenOf } from '../signaling/access/view-link.js';
import type { HttpRequest } from '../signaling/http-request.js';
import { HttpResponder } from '../signaling/http-responder.js';
import { RoutePrefix } from '../signaling/route-prefix.js';
import { pageFailed } from './error-pages/page-error.filter.js';
import { insecurePageWarning } from './insecure-page-warning.js';
import { addressScript, asksForAddressScript, withAddressScript } from './page-address.js';
import { playerLanguage } from './page-language.js';
import { relativeMountUrl } from './page-url.js';
import type { TemplateContext } from './templates/template-set.js';
import { TemplateService } from './templates/template.service.js';

/** Sends pages. */
@Injectable()
export class PageResponder {
  private hasWarned = false;

  constructor(
    @Inject(TemplateService) private readonly templates: TemplateService,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {}

  /**
   * Renders a template with links relative to the URL of the request, and sends it.
   *
   * @throws WebGearRtcError `WGR_TEMPLATE_INVALID`, `WGR_PAGE_FAILED`
   */
  async send(
    request: HttpRequest,
    response: unknown,
    template: string,
    context: TemplateContext,
  ): Promise<void> {
    const { httpAdapter } = this.adapterHost;
    const requestUrl = String(httpAdapter.getRequestUrl(request));
    if (asksForAddressScript(requestUrl)) return this.sendAddressScript(response);
    this.warnOnce(insecurePageWarning(request, httpAdapter.getHeader(response, 'Content-Security-Policy')));
    const mountUrl = relativeMountUrl(requestUrl, this.routePrefix.of(''));
    const language = playerLanguage(request.headers['accept-language']);
    const body = await this.templates
      .render(template, { language, link: linkTokenOf(requestUrl), ...context }, mountUrl)
      .catch((cause: unknown) => {
        throw pageFailed(cause);
      });
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Language',
    };
    this.responder.send(response, {
      status: 200,
      headers,
      body: withAddressScript(body, requestUrl, mountUrl),
    });
  }

  private sendAddressScript(response: unknown): void {
    const headers = {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'private, max-age=86400',
    };
    this.responder.send(response, { status: 200, headers, body: addressScript });
  }

  private warnOnce(warning: string | undefined): void {
    if (warning === undefined || this.hasWarned) return;
    this.hasWarned = true;
    this.logger.warn(warning);
  }
}
