import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../http-request.js';
import { StreamRoutes } from '../stream-routes.js';
import { purposeOf } from './access-purpose.js';
import { ViewerAccess } from './viewer-access.js';

/** Lets requests for a stream pass that have a permission. Runs after the guards of the application, and before a body is read. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, and what {@link ViewerAccess.admit} throws */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const purpose = purposeOf(context.getHandler(), context.getClass());
    if (purpose === 'none') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    await this.access.admit(request, this.routes.streamOf(request), purpose);
    return true;
  }
}
