import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { WebGearRtcError } from './webgear-rtc.error.js';

const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
const sample = /```ts\n(?<code>.*?)```/s.exec(page)?.groups?.['code'] ?? '';

@Module({ imports: [WebGearRtcModule.forRoot({ source: 'test:', maxPeers: 0 })] })
class AppModule {}

const quietFactory: Pick<typeof NestFactory, 'create'> = {
  create: (module: typeof AppModule, options: object) =>
    NestFactory.create(module, { ...options, logger: false }),
};

describe('the sample of the errors page', () => {
  it('catches a wrong option, and prints what its comments say', async () => {
    const printed: string[] = [];
    const process = { exitCode: 0 };
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor;
    const names = ['NestFactory', 'AppModule', 'WebGearRtcError', 'console', 'process'];
    await AsyncFunction(...names, sample)(
      quietFactory,
      AppModule,
      WebGearRtcError,
      { error: (line: string) => printed.push(line) },
      process,
    );
    expect(printed).toEqual([...sample.matchAll(/; \/\/ (.*)$/gm)].map(([, comment]) => comment));
    expect(printed).toHaveLength(2);
    expect(process.exitCode).toBe(1);
  });
});
