import { ConfigurableModuleBuilder } from '@nestjs/common';
import { normalizeMountPath } from './options/mount-path.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { STATED_OPTIONS } from './options/resolved-options.token.js';
import { mountController } from './pages/mounted-controller.js';
import { PagesController } from './pages/pages.controller.js';
import { SignalingController } from './signaling/signaling.controller.js';
import { webGearRtcProviders } from './webgear-rtc.providers.js';

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
}

/** The base class of the module, with its static methods. */
export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<WebGearRtcOptions>({
  optionsInjectionToken: STATED_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<WebGearRtcModuleExtras>({ isGlobal: false, path: '' }, (definition, extras) => {
    const path = normalizeMountPath(extras.path ?? '');
    return {
      ...definition,
      global: extras.isGlobal ?? false,
      controllers: [mountController(SignalingController, path), mountController(PagesController, path)],
      providers: [...(definition.providers ?? []), ...webGearRtcProviders(path)],
    };
  })
  .build();
