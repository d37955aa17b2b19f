import {
  Controller,
  UseGuards,
  VERSION_NEUTRAL,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import { AccessGuard } from '../signaling/access/access.guard.js';
import type { HttpRequest } from '../signaling/http-request.js';

const OWN = Symbol('WebGearRtcController');

/**
 * Creates a controller class for one registration; {@link setControllerPaths} sets its paths.
 *
 * A class shared by two registrations would have one path for both: that of the second.
 *
 * @param shows whether its routes are those of one stream
 */
export function createController(
  base: Type<object>,
  guards: readonly (Type<CanActivate> | CanActivate)[],
  shows: 'stream' | 'all' = 'all',
): Type<object> {
  const controller = class extends base {};
  Object.defineProperty(controller, 'name', { value: base.name });
  Reflect.defineMetadata(OWN, shows, controller);
  // The metadata of `@ApiExcludeController()` of @nestjs/swagger: keeps the routes out of the host's OpenAPI document.
  Reflect.defineMetadata('swagger/apiExcludeController', [true], controller);
  UseGuards(...guards, ...(shows === 'stream' ? [AccessGuard] : []))(controller);
  return controller;
}

/**
 * Sets the paths of a controller; without any it has no routes.
 *
 * Version-neutral, so that the page stays reachable in an application that versions its API.
 */
export function setControllerPaths(controller: Type<object>, paths: readonly string[]): void {
  Controller({ path: [...paths], version: VERSION_NEUTRAL })(controller);
}

/**
 * The name of the stream that a request is about, for guards and interceptors: as it is configured, whatever its case in the address.
 *
 * @returns `default` for the stream of a registration that names none; `undefined` for routes that are not about one stream (the
 *   list of streams, static files) and for those of other modules
 * @publicApi
 */
export function getStreamName(context: ExecutionContext): string | undefined {
  if (!(Reflect.getMetadata(OWN, context.getClass()) === 'stream')) return undefined;
  const { params } = context.switchToHttp().getRequest<HttpRequest>();
  return params?.['stream'] ?? DEFAULT_STREAM_NAME;
}

/** Whether a controller belongs to this module. */
export function isOwnController(controller: object): boolean {
  return Reflect.hasMetadata(OWN, controller);
}
