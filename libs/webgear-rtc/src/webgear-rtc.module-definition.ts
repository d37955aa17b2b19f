import {
  ConfigurableModuleBuilder,
  type CanActivate,
  type DynamicModule,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { MountedControllers } from './mounted-controllers.js';
import { normalizeMountPath } from './options/mount-path.js';
import { STATED_OPTIONS } from './options/resolved-options.token.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { TemplateService } from './pages/templates/template.service.js';
import { PeerManagerService } from './peers/peer-manager.service.js';
import { getWebGearRtcToken } from './registration-token.js';
import { CaptureService } from './sources/capture.service.js';
import { webGearRtcProviders } from './webgear-rtc.providers.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/**
 * What `forRoot()` and `forRootAsync()` take besides the options, outside of any factory: Nest must know it before it
 * creates the first provider.
 *
 * @publicApi
 */
export interface WebGearRtcModuleExtras {
  /**
   * Make the services available to every module of the application.
   *
   * @default false
   */
  isGlobal?: boolean;
  /**
   * Path of the page and its routes, below the application's global prefix.
   *
   * @default '' (the root)
   */
  path?: string;
  /**
   * Tells this registration apart from others when its services are injected: `@InjectWebGearRtc('yard')`.
   *
   * @default '' (none)
   */
  name?: string;
  /**
   * Guards of the page, its files and its signalling, and of nothing else: classes that Nest instantiates, or instances.
   * Folders of the option `mounts` are served outside of Nest's routes, and no guard sees them.
   *
   * @default []
   */
  guards?: readonly (Type<CanActivate> | CanActivate)[];
  /**
   * Modules with the providers that `guards` depend on.
   *
   * @default []
   */
  imports?: NonNullable<ModuleMetadata['imports']>;
}

const exportedServices: Type<object>[] = [
  WebGearRtcService,
  CaptureService,
  PeerManagerService,
  DataFilesService,
  TemplateService,
];

/** The base class of the module, with its static methods. */
export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<WebGearRtcOptions>({
  optionsInjectionToken: STATED_OPTIONS,
})
  .setClassMethodName('forRoot')
  // Every field must stand here: what does not is taken for an option.
  .setExtras<WebGearRtcModuleExtras>(
    { isGlobal: false, path: '', name: '', guards: [], imports: [] },
    register,
  )
  .build();

function register(definition: DynamicModule, extras: WebGearRtcModuleExtras): DynamicModule {
  const path = normalizeMountPath(extras.path ?? '');
  const controllers = new MountedControllers(path, extras.guards ?? []);
  const named = namedServices(extras.name ?? '');
  return {
    ...definition,
    global: extras.isGlobal ?? false,
    imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
    controllers: controllers.classes,
    providers: [
      ...(definition.providers ?? []),
      { provide: MountedControllers, useValue: controllers },
      ...webGearRtcProviders(path),
      ...named,
    ],
    exports: [...exportedServices, ...named.map(({ provide }) => provide)],
  };
}

function namedServices(name: string): { provide: string; useExisting: Type<object> }[] {
  if (name === '') return [];
  return exportedServices.map((service) => ({
    provide: getWebGearRtcToken(name, service),
    useExisting: service,
  }));
}
