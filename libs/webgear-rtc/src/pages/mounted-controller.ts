import { Controller, VERSION_NEUTRAL, type Type } from '@nestjs/common';

const MOUNTED = Symbol('WebGearRtcMountedController');

/**
 * A controller class of its own for one registration.
 *
 * Two registrations that shared a class would share its path, and the second would move the first. Version-neutral,
 * because an application that versions its API must not hide the page.
 */
export function mountController(base: Type<object>, path: string): Type<object> {
  const controller = class extends base {};
  Object.defineProperty(controller, 'name', { value: base.name });
  Reflect.defineMetadata(MOUNTED, true, controller);
  Controller({ path, version: VERSION_NEUTRAL })(controller);
  return controller;
}

/** Whether a controller is one of ours. */
export function isMountedController(controller: object): boolean {
  return Reflect.hasMetadata(MOUNTED, controller);
}
