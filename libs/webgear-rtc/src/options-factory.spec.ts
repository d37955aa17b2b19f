import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  WEBGEAR_RTC_OPTIONS,
  WebGearRtcModule,
  WebGearRtcService,
  type WebGearRtcFactoryOptions,
  type WebGearRtcOptionsFactory,
} from './index.js';

@Injectable()
class Settings implements WebGearRtcOptionsFactory {
  create(): WebGearRtcFactoryOptions {
    return { streams: { front: { source: 'test:' } }, dataFiles: 'package' };
  }
}

@Module({ imports: [WebGearRtcModule.forRootAsync({ path: 'camera', useClass: Settings })] })
class AppModule {}

describe('options that a class makes', () => {
  it('are those of the module, and are injected by their token', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    expect(module.get(WEBGEAR_RTC_OPTIONS, { strict: false })).toEqual(new Settings().create());
    expect(module.get(WebGearRtcService, { strict: false }).stats().streamName).toBe('front');
    await module.close();
  });

  it('give way to those of a test', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(WEBGEAR_RTC_OPTIONS)
      .useValue({ source: 'test:', dataFiles: 'package' })
      .compile();
    expect(module.get(WebGearRtcService, { strict: false }).stats().streamName).toBe('default');
    await module.close();
  });
});
