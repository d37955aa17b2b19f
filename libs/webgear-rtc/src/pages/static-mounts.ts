import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type * as serveStatic from '@nestjs/serve-static';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { invalidOption } from '../options/validate-options.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { StaticMount } from '../options/webgear-rtc-options.interface.js';
import { RoutePrefix } from '../signaling/route-prefix.js';
import { fileHeaders } from '../signaling/security-headers.js';

/**
 * Serves the folders of the option `mounts`.
 *
 * Uses the loaders of `@nestjs/serve-static` without its module, because a module's imports are fixed before
 * `forRootAsync` resolves the options.
 */
@Injectable()
export class StaticMounts implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Registers after all routes of Nest, which take precedence. */
  async onModuleInit(): Promise<void> {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter || this.options.mounts.length === 0) return;
    // Loaded lazily: most applications have no mounts, and loading it delays the start.
    const { ExpressLoader, FastifyLoader } = await loadServeStatic();
    const loader = httpAdapter.getType() === 'fastify' ? new FastifyLoader() : new ExpressLoader();
    // No Content-Security-Policy: the files belong to the application.
    const setHeaders = (response: unknown): void => {
      for (const [name, value] of Object.entries(fileHeaders)) httpAdapter.setHeader(response, name, value);
    };
    // A second `decorateReply` is an error under Fastify, and the host may have used the first.
    const serveStaticOptions = { index: false, redirect: false, decorateReply: false, setHeaders };
    const folders = this.options.mounts.map((mount) => ({
      rootPath: existingFolder(mount),
      serveRoot: this.routePrefix.of(mount.path),
      // Disables the loader's fallback to `index.html`, which would hide the 404 page.
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

/** `@nestjs/serve-static`, in the version that matches the host's Nest. */
export type ServeStatic = typeof serveStatic;

/**
 * Loads the host's `@nestjs/serve-static`.
 *
 * Each of its versions supports one major version of Nest, so the host installs it if needed: as a dependency of this
 * package it would prevent installation beside other versions of Nest.
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
