import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { temporaryFolder } from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

describe('a registration', () => {
  it.each([
    [
      'nothing',
      () => WebGearRtcModule.forRoot(undefined as never),
      'Option "options" must be an object, but got undefined',
    ],
    [
      'null',
      () => WebGearRtcModule.forRoot(null as never),
      'Option "options" must be an object, but got null',
    ],
    [
      'a promise',
      () => WebGearRtcModule.forRoot(Promise.resolve({ source: 'a' }) as never),
      'Option "options" must be an object, but got a Promise',
    ],
    [
      'no factory',
      () => WebGearRtcModule.forRootAsync({} as never),
      'Option "options" must say who makes the options',
    ],
    [
      'options in place of a factory',
      () => WebGearRtcModule.forRootAsync({ source: 'a' } as never),
      "must say who makes the options, but got { source: 'a' }. Allowed: { useFactory: () => ({ source: … })",
    ],
    [
      'a guard that is none',
      () => WebGearRtcModule.forRoot({ source: 'a', guards: [class Guard {}, 'x'] } as never),
      `Option "guards[1]" must be a guard, but got 'x'. Allowed: classes that implement CanActivate`,
    ],
    [
      'a guard outside of a list',
      () => WebGearRtcModule.forRoot({ source: 'a', guards: class AuthGuard {} } as never),
      'Option "guards" must be a list of guards, but got class AuthGuard',
    ],
    [
      'a guard that is not there yet, as in a circle of imports',
      () =>
        WebGearRtcModule.forRootAsync({ useFactory: () => ({ source: 'a' }), guards: [undefined] } as never),
      'Option "guards[0]" must be a guard, but got undefined',
    ],
    [
      'a name that is none',
      () => WebGearRtcModule.forRoot({ source: 'a', name: 7 } as never),
      'Option "name" must be the name of this registration, but got 7',
    ],
  ])('with %s is refused at once, with the way out', (_what, register, message) => {
    expect(register).toThrow(message);
  });

  it('that makes its path in a factory learns where it stands', async () => {
    const useFactory = () => ({ source: 'test:', path: 'camera' }) as never;
    const compiling = Test.createTestingModule({
      imports: [WebGearRtcModule.forRootAsync({ useFactory })],
    }).compile();
    await expect(compiling).rejects.toThrow(
      'Unknown option "path". It stands beside "useFactory", not in what the factory returns.',
    );
  });

  it.each([
    ['the same name', 'yard', 'yard', 'WGR_NAME_TAKEN'],
    ['names of their own', 'yard', 'front', undefined],
    ['no name', '', '', undefined],
  ])('beside another starts with %s: %s, %s', async (_what, first, second, code) => {
    using folder = temporaryFolder();
    const options = { source: 'test:', customDataLocation: folder.path };
    const testing = await Test.createTestingModule({
      imports: [
        WebGearRtcModule.forRoot({ ...options, path: 'a', name: first }),
        WebGearRtcModule.forRoot({ ...options, path: 'b', name: second }),
      ],
    }).compile();
    const app = testing.createNestApplication({ logger: false });
    const started = await app.init().then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
    await app.close();
    expect(started).toBe(code);
  });
});
