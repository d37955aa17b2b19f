import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { AccessPurpose } from '../../options/access-options.interface.js';

const PURPOSE = Symbol('WebGearRtcAccessPurpose');

/** `none`: not asked. The secret of a session, a token of its own or nothing protects the route. */
type RoutePurpose = AccessPurpose | 'none';

/** What requests for a route want; for a class, for all of its routes. Routes that do not say it are `live`. */
export const Access = (purpose: RoutePurpose): CustomDecorator<symbol> => SetMetadata(PURPOSE, purpose);

/** What a request for a route wants. */
export function purposeOf(handler: object, controller: object): RoutePurpose {
  const stated: unknown = Reflect.getMetadata(PURPOSE, handler) ?? Reflect.getMetadata(PURPOSE, controller);
  return (stated as RoutePurpose | undefined) ?? 'live';
}
