import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { queryOf, type HttpRequest } from '../http-request.js';

/** What a parameter of a URL may be. */
export interface QueryNumber {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** What holds where it is not there; it must be there without one. */
  readonly otherwise?: number;
}

/**
 * A number in the query of a request.
 *
 * @throws WebGearRtcError `WGR_QUERY_INVALID`
 */
export function queryNumber(
  request: HttpRequest,
  { name, minimum, maximum, otherwise }: QueryNumber,
): number {
  const stated = queryOf(request).get(name);
  if (stated === null && otherwise !== undefined) return otherwise;
  const value = stated === null || stated.trim() === '' ? Number.NaN : Number(stated);
  if (value >= minimum && value <= maximum) return value;
  const rule = `must be a number from ${minimum} to ${maximum}`;
  throw new WebGearRtcError('WGR_QUERY_INVALID', { name, rule, received: stated ?? undefined });
}

/**
 * A time in the query of a request, in milliseconds since 1970: that number, or a date of ISO 8601.
 *
 * @throws WebGearRtcError `WGR_QUERY_INVALID`
 */
export function queryTime(request: HttpRequest, name: string, otherwise?: number): number {
  const stated = queryOf(request).get(name);
  if (stated === null && otherwise !== undefined) return otherwise;
  const timeMs = /^\d+$/.test(stated ?? '') ? Number(stated) : Date.parse(stated ?? '');
  if (Number.isFinite(timeMs)) return timeMs;
  const rule = 'must be milliseconds since 1970, or a time such as 2026-11-26T12:00:00Z';
  throw new WebGearRtcError('WGR_QUERY_INVALID', { name, rule, received: stated ?? undefined });
}
