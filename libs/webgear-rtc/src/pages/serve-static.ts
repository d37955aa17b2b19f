import type * as serveStatic from '@nestjs/serve-static';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

/** `@nestjs/serve-static`, of the release that fits the host's Nest. */
export type ServeStatic = typeof serveStatic;

/**
 * Loads the host's `@nestjs/serve-static`.
 *
 * Each of its releases fits one major release of Nest, so the host installs it, and only where it is needed: as a
 * dependency of ours it would keep this package from being installed beside the other.
 *
 * @throws WebGearRtcError `WGR_PACKAGE_MISSING`
 */
export async function loadServeStatic(
  load: () => Promise<ServeStatic> = () => import('@nestjs/serve-static'),
): Promise<ServeStatic> {
  try {
    return await load();
  } catch (cause) {
    throw new WebGearRtcError(
      'WGR_PACKAGE_MISSING',
      { packageName: '@nestjs/serve-static', option: 'mounts' },
      { cause },
    );
  }
}
