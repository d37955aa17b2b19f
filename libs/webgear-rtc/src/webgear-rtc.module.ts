import {
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { PageRoutes } from './page-routes.js';
import { RegisteredPaths } from './registered-paths.js';
import { BodyKeeper } from './signaling/body-keeper.js';
import { ConfigurableModuleClass } from './webgear-rtc.module-definition.js';

/**
 * Live video on a page of a Nest application.
 *
 * `WebGearRtcModule.forRoot({ source })`, or `forRootAsync({ useFactory })`; several registrations need several `path`s.
 *
 * @publicApi
 */
@Module({})
export class WebGearRtcModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap
{
  private readonly logger = new Logger('WebGearRtc');

  /** @internal */
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(BodyKeeper) private readonly bodyKeeper: BodyKeeper,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RegisteredPaths) private readonly registeredPaths: RegisteredPaths,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(PageRoutes) private readonly pageRoutes: PageRoutes,
  ) {
    super();
  }

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
    this.bodyKeeper.install();
    this.pageRoutes.beforeRoutes(httpAdapter);
  }

  /** @internal */
  async onModuleInit(): Promise<void> {
    const others = [...this.modules.values()]
      .map((module) => module.providers.get(DataFilesService)?.instance)
      .filter((other) => other instanceof DataFilesService && other !== this.dataFiles);
    this.pageRoutes.afterRoutes();
    await this.dataFiles.prepare(Boolean(this.adapterHost.httpAdapter), others as DataFilesService[]);
  }

  /** @internal */
  onApplicationBootstrap(): void {
    if (this.adapterHost.httpAdapter) this.logger.log(this.pageRoutes.summary());
  }
}
