import { SetMetadata } from '@nestjs/common';

/** Field of a Fastify route's `config` that marks the routes whose body we read ourselves. */
export const OWN_BODY_FIELD = 'webGearRtcOwnBody';

/**
 * Marks a route whose body we read ourselves.
 *
 * The key is where Nest's Fastify adapter looks for a route's `config`. It is spelled out because importing it would make
 * that adapter a dependency of every Express application.
 */
export const OwnBody = (): MethodDecorator =>
  SetMetadata('__fastify_route_config__', { [OWN_BODY_FIELD]: true });
