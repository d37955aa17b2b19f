import {
  Inject,
  Module,
  type DynamicModule,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ModuleLogger } from './log/module-logger.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { assertOptionsObject } from './options/resolve-options.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { invalidOption } from './options/validate-options.js';
import { PageRoutes } from './page-routes.js';
import { RegisteredPaths } from './registered-paths.js';
import { RawBodyMiddleware } from './signaling/raw-body.middleware.js';
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
export class WebGearRtcModule implements NestModule, OnModuleInit, OnApplicationBootstrap {
  /**
   * Registers the module with options that are known when the application is compiled.
   *
   * @throws WebGearRtcError `WGR_OPTION_INVALID` for what is no object, a wrong `path` or wrong `guards`; the other options
   *   are checked when the application starts
   */
  static forRoot(options: WebGearRtcOptions & WebGearRtcModuleExtras): DynamicModule {
    assertOptionsObject(options);
    return { ...ConfigurableModuleClass.forRoot(options), module: this };
  }

  /**
   * Registers the module with options that a factory makes, or a class with a method `create()`.
   *
   * @throws WebGearRtcError `WGR_OPTION_INVALID` for what is no object or has no factory, a wrong `path` or wrong `guards`
   */
  static forRootAsync(options: WebGearRtcAsyncOptions): DynamicModule {
    const allowed = '{ useFactory: () => ({ source: … }), inject: […] }, { useClass } or { useExisting }';
    assertOptionsObject(options, allowed);
    const { useFactory, useClass, useExisting } = options;
    if ((useFactory ?? useClass ?? useExisting) === undefined) {
      throw invalidOption('options', { rule: 'must say who makes the options', allowed }, options);
    }
    return { ...ConfigurableModuleClass.forRootAsync(options), module: this };
  }

  /** @internal */
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(RawBodyMiddleware) private readonly rawBodyMiddleware: RawBodyMiddleware,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RegisteredPaths) private readonly registeredPaths: RegisteredPaths,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(PageRoutes) private readonly pageRoutes: PageRoutes,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {}

  /**
   * Called by Nest between the host's body parsers and its routes.
   *
   * @internal
   */
  configure(): void {
    this.registeredPaths.assertOurs();
    const { httpAdapter } = this.adapterHost;
    // `undefined` or `null`, by the release and the kind of application: a context without HTTP, a microservice.
    if (!httpAdapter) return;
    this.rawBodyMiddleware.install((requestUrl) => this.pageRoutes.isOurs(requestUrl));
    this.pageRoutes.beforeRoutes(httpAdapter);
  }

  /** @internal */
  async onModuleInit(): Promise<void> {
    const others = [...this.modules.values()]
      .map((module) => module.providers.get(DataFilesService)?.instance)
      .filter((other) => other instanceof DataFilesService && other !== this.dataFiles);
    this.pageRoutes.afterRoutes(this.adapterHost);
    await this.dataFiles.prepare(Boolean(this.adapterHost.httpAdapter), others as DataFilesService[]);
  }

  /** @internal */
  onApplicationBootstrap(): void {
    if (this.adapterHost.httpAdapter) this.logger.log(this.pageRoutes.summary());
  }
}
