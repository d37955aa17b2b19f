import { Inject, Module, type DynamicModule, type NestModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { MountedControllers } from './mounted-controllers.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { optionsObject } from './options/resolve-options.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { invalidOption } from './options/validate-options.js';
import { RegisteredPaths } from './registered-paths.js';
import { BodyKeeper } from './signaling/body-keeper.js';
import { StreamRoutes } from './signaling/stream-routes.js';
import {
  ConfigurableModuleClass,
  type WebGearRtcAsyncOptions,
  type WebGearRtcModuleExtras,
} from './webgear-rtc.module-definition.js';

/**
 * Live video on a page of a Nest application.
 *
 * `WebGearRtcModule.forRoot({ source })`, or `forRootAsync({ useFactory })`; several registrations need several `path`s.
 *
 * @publicApi
 */
@Module({})
export class WebGearRtcModule implements NestModule, OnModuleInit {
  /**
   * Registers the module with options that are known when the application is compiled.
   *
   * @throws WebGearRtcError `WGR_OPTION_INVALID` for what is no object, a wrong `path` or wrong `guards`; the other options
   *   are checked when the application starts
   */
  static forRoot(options: WebGearRtcOptions & WebGearRtcModuleExtras): DynamicModule {
    assertObject('options', optionsObject.allowed, options);
    return { ...ConfigurableModuleClass.forRoot(options), module: this };
  }

  /**
   * Registers the module with options that a factory makes, or a class with a method `create()`.
   *
   * @throws WebGearRtcError `WGR_OPTION_INVALID` for what is no object or has no factory, a wrong `path` or wrong `guards`
   */
  static forRootAsync(options: WebGearRtcAsyncOptions): DynamicModule {
    const allowed = '{ useFactory: () => ({ source: … }), inject: […] }, { useClass } or { useExisting }';
    assertObject('options', allowed, options);
    const { useFactory, useClass, useExisting } = options;
    if ((useFactory ?? useClass ?? useExisting) === undefined) {
      throw invalidOption('options', { rule: 'must say who makes the options', allowed }, options);
    }
    return { ...ConfigurableModuleClass.forRootAsync(options), module: this };
  }

  /** @internal */
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(BodyKeeper) private readonly bodyKeeper: BodyKeeper,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RegisteredPaths) private readonly registeredPaths: RegisteredPaths,
    @Inject(MountedControllers) private readonly controllers: MountedControllers,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /**
   * Called by Nest between the host's body parsers and its routes.
   *
   * @internal
   */
  configure(): void {
    this.registeredPaths.assertOurs();
    const { httpAdapter } = this.adapterHost;
    // An application context without HTTP.
    if (httpAdapter === undefined) return;
    this.controllers.placeStreams(this.routes.names, this.routes.mjpegPaths);
    this.bodyKeeper.install();
  }

  /** @internal */
  async onModuleInit(): Promise<void> {
    await this.dataFiles.prepare();
  }
}

function assertObject(field: string, allowed: string, value: unknown): void {
  if (!optionsObject.accepts(value)) throw invalidOption(field, { ...optionsObject, allowed }, value);
}
