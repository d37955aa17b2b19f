import { Controller, UseGuards, VERSION_NEUTRAL, type CanActivate, type Type } from '@nestjs/common';

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
  UseGuards(...guards)(controller);
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

/** Whether a controller has the routes of one stream. */
export function isStreamController(controller: object): boolean {
  return Reflect.getMetadata(OWN, controller) === 'stream';
}

/** Whether a controller belongs to this module. */
export function isOwnController(controller: object): boolean {
  return Reflect.hasMetadata(OWN, controller);
}
