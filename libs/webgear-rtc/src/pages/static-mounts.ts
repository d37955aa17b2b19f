import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalidOption } from '../options/validate-options.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { StaticMount } from '../options/webgear-rtc-options.interface.js';
import { MountedPath } from '../signaling/mounted-path.js';
import { fileHeaders } from '../signaling/security-headers.js';
import { loadServeStatic } from './serve-static.js';

/**
 * Serves the folders of the option `mounts`.
 *
 * The loaders of `@nestjs/serve-static` are used without its module, because a module's imports are fixed before
 * `forRootAsync` knows the options.
 */
@Injectable()
export class StaticMounts implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Registers after all routes of Nest's, which therefore win. */
  async onModuleInit(): Promise<void> {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter || this.options.mounts.length === 0) return;
    // Imported here, because most applications have no such folder and all of them want to start fast.
    const { ExpressLoader, FastifyLoader } = await loadServeStatic();
    const loader = httpAdapter.getType() === 'fastify' ? new FastifyLoader() : new ExpressLoader();
    // No policy for content: what these files may load is their owner's to say.
    const setHeaders = (response: unknown): void => {
      for (const [name, value] of Object.entries(fileHeaders)) httpAdapter.setHeader(response, name, value);
    };
    // The second `decorateReply` in one application is an error under Fastify, and the host may have had the first.
    const serveStaticOptions = { index: false, redirect: false, decorateReply: false, setHeaders };
    const folders = this.options.mounts.map((mount) => ({
      rootPath: existingFolder(mount),
      serveRoot: this.mountedPath.of(mount.path),
      // Everything is excluded from the loader's fallback to an `index.html`, which would hide the 404 page.
      exclude: /^/,
      serveStaticOptions,
    }));
    loader.register(httpAdapter, this.config, folders);
  }
}

function existingFolder({ directory }: StaticMount): string {
  const path = resolve(directory);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw invalidOption(
      'mounts',
      { rule: 'must name folders that exist', allowed: 'existing folders' },
      directory,
    );
  }
  return path;
}
