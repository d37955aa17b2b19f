import { Inject, Module, type NestModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { MOUNT_PATH } from './options/mount-path.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { TemplateService } from './pages/templates/template.service.js';
import { PeerManagerService } from './peers/peer-manager.service.js';
import { BodyKeeper } from './signaling/body-keeper.js';
import { CaptureService } from './sources/capture.service.js';
import { ConfigurableModuleClass } from './webgear-rtc.module-definition.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/**
 * Live video on a page of a Nest application.
 *
 * `WebGearRtcModule.forRoot({ source })`, or `forRootAsync({ useFactory })`; several registrations need several `path`s.
 *
 * @publicApi
 */
@Module({
  exports: [WebGearRtcService, CaptureService, PeerManagerService, DataFilesService, TemplateService],
})
export class WebGearRtcModule extends ConfigurableModuleClass implements NestModule, OnModuleInit {
  /** @internal */
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(BodyKeeper) private readonly bodyKeeper: BodyKeeper,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(MOUNT_PATH) private readonly mountPath: string,
  ) {
    super();
  }

  /**
   * Called by Nest between the host's body parsers and its routes.
   *
   * @internal
   */
  configure(): void {
    this.assertPathIsOurs();
    if (this.adapterHost.httpAdapter !== undefined) this.bodyKeeper.install();
  }

  /** @internal */
  async onModuleInit(): Promise<void> {
    await this.dataFiles.prepare();
  }

  private assertPathIsOurs(): void {
    const registrations = [...this.modules.values()].filter(({ metatype }) => metatype === WebGearRtcModule);
    const paths = registrations.map((module) => module.providers.get(MOUNT_PATH)?.instance);
    if (paths.filter((path) => path === this.mountPath).length > 1) {
      throw new WebGearRtcError('WGR_PATH_TAKEN', { path: this.mountPath });
    }
  }
}
