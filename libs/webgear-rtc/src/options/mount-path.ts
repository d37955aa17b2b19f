import { invalidOption } from './validate-options.js';

/** Injects the path of a registration: no slash at either end, empty for the root. */
export const MOUNT_PATH = Symbol('WebGearRtcMountPath');

const SEGMENT = /^[\w.~-]+$/;

/**
 * Brings `path` into one form: `/camera/` becomes `camera`, `/` becomes the empty string.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` for anything with a meaning of its own in a route or a URL
 */
export function normalizeMountPath(path: unknown): string {
  const segments = typeof path === 'string' ? path.replace(/^\/+|\/+$/g, '').split('/') : [];
  const isRoot = segments.length === 1 && segments[0] === '';
  if (isRoot) return '';
  if (
    segments.length === 0 ||
    !segments.every((segment) => SEGMENT.test(segment) && !/^\.+$/.test(segment))
  ) {
    const rule = 'must be a path of the application';
    throw invalidOption(
      'path',
      { rule, allowed: 'names of letters, digits, "-", "_", "." or "~", divided by "/"' },
      path,
    );
  }
  return segments.join('/');
}
