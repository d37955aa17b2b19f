import { Controller, UseGuards, VERSION_NEUTRAL, type CanActivate, type Type } from '@nestjs/common';

const MOUNTED = Symbol('WebGearRtcMountedController');

/**
 * A controller class of its own for one registration, to be placed by {@link placeController}.
 *
 * Two registrations that shared a class would share its path, and the second would move the first.
 */
export function mountController(
  base: Type<object>,
  guards: readonly (Type<CanActivate> | CanActivate)[],
): Type<object> {
  const controller = class extends base {};
  Object.defineProperty(controller, 'name', { value: base.name });
  Reflect.defineMetadata(MOUNTED, true, controller);
  // What `@ApiExcludeController()` of @nestjs/swagger sets: the document of the host is of the host's own routes.
  Reflect.defineMetadata('swagger/apiExcludeController', [true], controller);
  UseGuards(...guards)(controller);
  return controller;
}

/**
 * Sets the paths of a controller; without any it has no routes.
 *
 * Version-neutral, because an application that versions its API must not hide the page.
 */
export function placeController(controller: Type<object>, paths: readonly string[]): void {
  Controller({ path: [...paths], version: VERSION_NEUTRAL })(controller);
}

/** Whether a controller is one of ours. */
export function isMountedController(controller: object): boolean {
  return Reflect.hasMetadata(MOUNTED, controller);
}
