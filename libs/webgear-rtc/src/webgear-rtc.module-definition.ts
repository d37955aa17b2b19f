import {
  ConfigurableModuleBuilder,
  type CanActivate,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { ControllerFactory } from './controller-factory.js';
import { normalizeMountPath } from './options/mount-path.js';
import { invalidOption } from './options/validate-options.js';
import { WEBGEAR_RTC_OPTIONS } from './options/resolved-options.token.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { TemplateService } from './pages/templates/template.service.js';
import { HealthService } from './operations/health/health.service.js';
import { MetricsService } from './operations/metrics/metrics.service.js';
import { PeerManagerService } from './peer-manager.service.js';
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
  MetricsService,
  HealthService,
];

/**
 * What a factory returns: the options alone. What Nest must know earlier stands beside the factory.
 *
 * @publicApi
 */
export type WebGearRtcFactoryOptions = WebGearRtcOptions & {
  readonly [Field in keyof WebGearRtcModuleExtras]?: never;
};

/**
 * A class that makes the options, for `useClass` or `useExisting` of `forRootAsync()`.
 *
 * @publicApi
 */
export interface WebGearRtcOptionsFactory {
  /** Called once, while the application starts. */
  create(): WebGearRtcFactoryOptions | Promise<WebGearRtcFactoryOptions>;
}

/**
 * What `forRootAsync()` takes: `useFactory`, `useClass` or `useExisting`, and what stands beside them.
 *
 * @publicApi
 */
export type WebGearRtcAsyncOptions = ConfigurableModuleAsyncOptions<WebGearRtcFactoryOptions> &
  WebGearRtcModuleExtras;

/** Makes the definitions of registrations. */
export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<WebGearRtcOptions>({
  optionsInjectionToken: WEBGEAR_RTC_OPTIONS,
})
  .setClassMethodName('forRoot')
  // Every field must stand here: what does not is taken for an option.
  .setExtras<WebGearRtcModuleExtras>(
    { isGlobal: false, path: '', name: '', guards: [], imports: [] },
    register,
  )
  .build();

function register(definition: DynamicModule, extras: WebGearRtcModuleExtras): DynamicModule {
  const { path: statedPath = '', name = '', guards = [] } = extras;
  const path = normalizeMountPath(statedPath);
  assertExtras(name, guards);
  const controllers = new ControllerFactory(path, guards);
  const named = namedServices(name);
  return {
    ...definition,
    global: extras.isGlobal ?? false,
    imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
    controllers: controllers.classes,
    providers: [
      ...(definition.providers ?? []),
      { provide: ControllerFactory, useValue: controllers },
      ...webGearRtcProviders(path, name),
      ...named,
    ],
    exports: [...exportedServices, WEBGEAR_RTC_OPTIONS, ...named.map(({ provide }) => provide)],
  };
}

/** What Nest would refuse with words about classes that its users have never heard of. */
function assertExtras(name: unknown, guards: unknown): void {
  if (typeof name !== 'string') {
    const rule = 'must be the name of this registration';
    throw invalidOption(
      'name',
      { rule, allowed: "text such as 'yard', for @InjectWebGearRtc('yard')" },
      name,
    );
  }
  const rule = 'must be a guard';
  const allowed = 'classes that implement CanActivate, or instances of such: guards: [AuthGuard]';
  if (!Array.isArray(guards))
    throw invalidOption('guards', { rule: 'must be a list of guards', allowed }, guards);
  const wrong = guards.findIndex((guard) => !isGuard(guard));
  if (wrong >= 0) throw invalidOption(`guards[${wrong}]`, { rule, allowed }, guards[wrong]);
}

function isGuard(guard: unknown): boolean {
  if (typeof guard === 'function') return true;
  return typeof (guard as Partial<CanActivate> | null | undefined)?.canActivate === 'function';
}

function namedServices(name: string): { provide: string; useExisting: Type<object> }[] {
  if (name === '') return [];
  return exportedServices.map((service) => ({
    provide: getWebGearRtcToken(name, service),
    useExisting: service,
  }));
}
