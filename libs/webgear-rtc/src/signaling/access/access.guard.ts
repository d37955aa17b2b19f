import {
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import type { AccessPurpose } from '../../options/access-options.interface.js';
import type { HttpRequest } from '../http-request.js';
import { StreamRoutes } from '../stream-routes.js';
import { ViewerAccess } from './viewer-access.js';

const PURPOSE = Symbol('WebGearRtcAccessPurpose');

/** `none`: not asked. The secret of a session, a token of its own or nothing protects the route. */
type RoutePurpose = AccessPurpose | 'none';

/** What requests for a route want; for a class, for all of its routes. Routes that do not say it are `live`. */
export const Access = (purpose: RoutePurpose): CustomDecorator<symbol> => SetMetadata(PURPOSE, purpose);

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

/** What a request for a route wants. */
function purposeOf(handler: object, controller: object): RoutePurpose {
  const stated: unknown = Reflect.getMetadata(PURPOSE, handler) ?? Reflect.getMetadata(PURPOSE, controller);
  return (stated as RoutePurpose | undefined) ?? 'live';
}
