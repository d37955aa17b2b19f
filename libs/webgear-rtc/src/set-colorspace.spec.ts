import { describe, expect, test } from '@jest/globals';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { ColorspaceConverter } from './pipeline/colorspace/colorspace-converter.js';
import type { Colorspace } from './options/colorspace.js';
import type { PeerManager } from './peers/peer-manager.interface.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';
import type { StreamRecordings } from './recording/stream-recordings.js';
import type { ProvidedStreams } from './streams/provided-streams.js';
import type { StreamSet } from './streams/stream-set.js';
import type { RegistrationEvents } from './events/registration-events.js';
import { ModuleLogger } from './log/module-logger.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

describe('setColorspace', () => {
  const front = new ColorspaceConverter(undefined, () => undefined);
  const yard = new ColorspaceConverter('COLOR_BGR2HSV', () => undefined);
  const streams = [
    new FakeVideoStream('front', 0, { colorspaceConverter: front }).stream,
    new FakeVideoStream('yard', 0, { colorspaceConverter: yard }).stream,
  ];
  const service = new WebGearRtcService(
    {} as PeerManager,
    new VideoStreamRegistry(streams),
    {} as StreamSet,
    {} as ProvidedStreams,
    {} as StreamRecordings,
    {} as RegistrationEvents,
    new ModuleLogger(),
  );

  test('means the first stream, or the one that is named', () => {
    service.setColorspace('COLOR_BGR2Lab');
    service.setColorspace(undefined, 'yard');
    expect([front.colorspace, yard.colorspace]).toEqual(['COLOR_BGR2Lab', undefined]);
  });

  test('refuses a name that is none, and lists those there are', () => {
    expect(() => service.setColorspace('HSV' as Colorspace)).toThrow(
      `Option "colorspace" must be one of the names, but got 'HSV'. Allowed: 'COLOR_BGR2GRAY'`,
    );
  });

  test('refuses a stream that does not exist', () => {
    expect(() => service.setColorspace('COLOR_BGR2HSV', 'attic')).toThrow('attic');
  });
});
