import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpRequest } from '../signaling/http-request.interface.js';
import { HttpResponder } from '../signaling/http-responder.js';
import { MountedPath } from '../signaling/mounted-path.js';
import { pageFailed } from './page-failed.js';
import { relativeMountUrl } from './page-url.js';
import type { TemplateContext } from './templates/template-set.js';
import { TemplateService } from './templates/template.service.js';

/** Answers with a page. */
@Injectable()
export class PageResponder {
  constructor(
    @Inject(TemplateService) private readonly templates: TemplateService,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /**
   * Renders a template with links that fit the address of the request, and sends it.
   *
   * @throws WebGearRtcError `WGR_TEMPLATE_INVALID`, `WGR_PAGE_FAILED`
   */
  async send(
    request: HttpRequest,
    response: unknown,
    template: string,
    context: TemplateContext,
  ): Promise<void> {
    const requestUrl = String(this.adapterHost.httpAdapter.getRequestUrl(request));
    const mountUrl = relativeMountUrl(requestUrl, this.mountedPath.of(''));
    const body = await this.templates.render(template, context, mountUrl).catch((cause: unknown) => {
      throw pageFailed(cause);
    });
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };
    this.responder.send(response, { status: 200, headers, body });
  }
}
