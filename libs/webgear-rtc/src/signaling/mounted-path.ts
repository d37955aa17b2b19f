import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { MOUNT_PATH } from '../options/mount-path.js';

/** Where the routes of a registration are, as the application's router sees them. */
@Injectable()
export class MountedPath {
  constructor(
    @Inject(MOUNT_PATH) private readonly mountPath: string,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
  ) {}

  /** Whether the registration has no path of its own, whatever prefix the application has. */
  get isRoot(): boolean {
    return this.mountPath === '';
  }

  /** The registration's own path, below whatever prefix the application has. */
  get own(): string {
    return this.mountPath;
  }

  /** Full path of one of our routes, for example `/api/camera/offer` for `offer`. Known once the application initializes. */
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
