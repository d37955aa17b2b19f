import { invalidOption } from './validate-options.js';

const NAME = /^[A-Za-z0-9][\w-]{0,63}$/;

/**
 * Names with a meaning of their own below the module's path, now or in a later release: a stream of that name would hide
 * a route, or be hidden by it.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'offer',
  'close_connection',
  'static',
  'health',
  'ice-servers',
  'metrics',
  'publish',
  'quality',
  'segments',
  'state',
  'stats',
  'streams',
  'whep',
  'whip',
]);

const RULE = { rule: 'must name each stream as its address has it' };

/**
 * Refuses names of streams that cannot be part of an address, or would collide with another route.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`
 */
export function assertStreamNames(names: readonly string[], mountPaths: readonly string[]): void {
  const taken = new Set([...RESERVED_NAMES, ...mountPaths.map(firstSegment)]);
  for (const name of names) {
    if (!NAME.test(name)) {
      const allowed = '1 to 64 letters, digits, "-" or "_", beginning with a letter or a digit';
      throw invalidOption('streams', { ...RULE, allowed }, name);
    }
    // Express takes /Yard and /yard for one address.
    if (taken.has(name.toLowerCase())) {
      const allowed = `any name but ${[...taken].map((other) => `"${other}"`).join(', ')}`;
      throw invalidOption('streams', { ...RULE, allowed }, name);
    }
    taken.add(name.toLowerCase());
  }
}

/** The first name of a path, in lower case: Express takes `/Yard` and `/yard` for one address. */
export function firstSegment(path: string): string {
  return path.replace(/^\/+/, '').split('/', 1)[0]?.toLowerCase() ?? '';
}
