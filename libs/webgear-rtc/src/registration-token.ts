import { Inject, type Type } from '@nestjs/common';
import { WebGearRtcService } from './webgear-rtc.service.js';

/**
 * The token of a service of the registration with a given `name`, where an application has several.
 *
 * @param name the `name` of that registration
 * @param service which of its exported services
 * @publicApi
 */
export function getWebGearRtcToken(name: string, service: Type<object> = WebGearRtcService): string {
  return `${service.name}:${name}`;
}

/**
 * Injects a service of the registration with a given `name`: {@link getWebGearRtcToken} as a decorator.
 *
 * @publicApi
 */
export function InjectWebGearRtc(
  name: string,
  service?: Type<object>,
): ParameterDecorator & PropertyDecorator {
  return Inject(getWebGearRtcToken(name, service));
}
