import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { MOUNT_PATH } from '../options/mount-path.js';

/** The path prefix of a registration's routes, as the application's router sees it. */
@Injectable()
export class RoutePrefix {
  constructor(
    @Inject(MOUNT_PATH) private readonly mountPath: string,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
  ) {}

  /** Whether the registration has no path of its own, regardless of the application's global prefix. */
  get isRoot(): boolean {
    return this.mountPath === '';
  }

  /** The registration's own path, without the application's global prefix. */
  get own(): string {
    return this.mountPath;
  }

  /** Full path of a route, for example `/api/camera/offer` for `offer`. Available once the application initialises. */
  of(route: string): string {
    const own = join(this.mountPath, route);
    const prefix = this.config.getGlobalPrefix();
    const excluded = this.config.getGlobalPrefixOptions().exclude ?? [];
    const isExcluded = excluded.some(({ pathRegex }) => pathRegex.test(own));
    return isExcluded ? own : join(prefix, own);
  }
}

function join(...parts: readonly string[]): string {
  return `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter(Boolean)
    .join('/')}`;
}
