import { describe, expect, it } from '@jest/globals';
import { Observable } from 'rxjs';
import type { FrameInput } from '../media/frame-input.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { Backend } from './backend.js';
import type { StreamOptions } from './stream-options.interface.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

// Read by the compiler: `npm run typecheck` fails when a comment below expects an error that is none.
const source = 'test:';
const customStream = new Observable<FrameInput>();

const right: WebGearRtcOptions[] = [
  { source },
  { source: 0, api: Backend.CamGear },
  { source: new URL('rtsp://camera.local/s'), loop: true },
  { source: 'a', api: Backend.FFGear, sourceOptions: { '-vf': 'hflip' } },
  { customStream },
  { api: Backend.PiGear, cameraNum: 1 },
  { enablePiCamera: true },
  { streams: { front: { source }, yard: { customStream } }, maxPeers: 5 },
  { streams: { front: { source, api: Backend.FFGear }, pi: { api: Backend.PiGear } } },
  { api: Backend.PiGear, streams: { left: { cameraNum: 0 }, right: { cameraNum: 1 } } },
];

const wrong: WebGearRtcOptions[] = [
  // @ts-expect-error there is no source
  {},
  // @ts-expect-error there is no source
  { maxPeers: 5 },
  // @ts-expect-error a variable of the environment may not be set
  { source: process.env['CAMERA'] },
  // @ts-expect-error two sources
  { source, customStream },
  // @ts-expect-error a source beside streams
  { source, streams: { front: { source } } },
  // @ts-expect-error a source of one's own beside streams
  { customStream, streams: { front: { source } } },
  // @ts-expect-error a stream without a source
  { streams: { front: {} } },
  // @ts-expect-error a stream with two sources
  { streams: { front: { source, customStream } } },
  // @ts-expect-error the option of a registration in a stream
  { streams: { front: { source, maxPeers: 5 } } },
  // @ts-expect-error streams are no texts
  { streams: { front: source } },
  // @ts-expect-error a Raspberry Pi's camera has no source
  { source, api: Backend.PiGear },
  // @ts-expect-error a Raspberry Pi's camera has no source
  { source, enablePiCamera: true },
  // @ts-expect-error nobody reads a source of one's own
  { customStream, api: Backend.FFGear },
  // @ts-expect-error an option that does not exist
  { source, lop: true },
];

// @ts-expect-error two sources
const wrongStream: StreamOptions = { source, customStream };

class OptionsFactory {
  create(): WebGearRtcOptions {
    return { source };
  }
}

const registrations = [
  () => WebGearRtcModule.forRoot({ source, path: 'camera', name: 'yard', guards: [], isGlobal: true }),
  () => WebGearRtcModule.forRootAsync({ path: 'camera', useFactory: () => ({ source }) }),
  () =>
    WebGearRtcModule.forRootAsync({
      useFactory: async (port: number) => ({ source, udpPort: port }),
      inject: ['PORT'],
    }),
  () =>
    WebGearRtcModule.forRootAsync({ useFactory: (): WebGearRtcOptions => ({ streams: { a: { source } } }) }),
  () => WebGearRtcModule.forRootAsync({ useClass: OptionsFactory }),
  () => WebGearRtcModule.forRootAsync({ useExisting: OptionsFactory }),
];

const wrongRegistrations = [
  // @ts-expect-error nothing at all
  () => WebGearRtcModule.forRoot(),
  // @ts-expect-error two sources
  () => WebGearRtcModule.forRoot({ source, customStream }),
  // @ts-expect-error no guard
  () => WebGearRtcModule.forRoot({ source, guards: ['x'] }),
  // @ts-expect-error Nest must know the path before it calls the factory
  () => WebGearRtcModule.forRootAsync({ useFactory: () => ({ source, path: 'camera' }) }),
  // @ts-expect-error nothing comes out of the factory
  () => WebGearRtcModule.forRootAsync({ useFactory: () => ({}) }),
  // @ts-expect-error two sources
  () => WebGearRtcModule.forRootAsync({ useFactory: () => ({ source, customStream }) }),
];

describe('the types of the options', () => {
  it('let pass what goes together, and refuse what does not', () => {
    expect([right.length, wrong.length, typeof wrongStream]).toEqual([10, 14, 'object']);
    expect([registrations.length, wrongRegistrations.length]).toEqual([6, 6]);
  });

  it.each(registrations)('make a registration of each right form', (register) => {
    expect(register()).toMatchObject({ module: WebGearRtcModule });
  });
});
