import { beforeEach, describe, expect, test } from '@jest/globals';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import type { OverlaySettings } from './options/resolved-options.interface.js';
import type { VideoFrame } from './media/video-frame.js';
import type { PeerManager } from './peers/peer-manager.interface.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';
import type { StreamRecordings } from './recording/stream-recordings.js';
import type { ProvidedStreams } from './streams/provided-streams.js';
import type { StreamSet } from './streams/stream-set.js';
import type { RegistrationEvents } from './events/registration-events.js';
import { ModuleLogger } from './log/module-logger.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

class NotedOverlay {
  shown: readonly string[] | undefined;

  replace(overlays: readonly OverlaySettings[]): void {
    this.shown = overlays.map(({ text }) => text);
  }

  draw(frame: VideoFrame): Promise<VideoFrame> {
    return Promise.resolve(frame.clone());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('setOverlay', () => {
  let front: NotedOverlay;
  let yard: NotedOverlay;
  let service: WebGearRtcService;

  beforeEach(() => {
    front = new NotedOverlay();
    yard = new NotedOverlay();
    const streams = [
      new FakeVideoStream('front', 0, { overlay: front }).stream,
      new FakeVideoStream('yard', 0, { overlay: yard }).stream,
    ];
    service = new WebGearRtcService(
      {} as PeerManager,
      new VideoStreamRegistry(streams),
      {} as StreamSet,
      {} as ProvidedStreams,
      {} as StreamRecordings,
      {} as RegistrationEvents,
      new ModuleLogger(),
    );
  });

  test('means the first stream, or the one that is named', () => {
    service.setOverlay('Front');
    service.setOverlay([{ text: 'Yard' }, { text: 'North', position: 'bottom' }], 'yard');
    expect([front.shown, yard.shown]).toEqual([['Front'], ['Yard', 'North']]);
    service.setOverlay(undefined, 'yard');
    expect([front.shown, yard.shown]).toEqual([['Front'], []]);
  });

  test('refuses what cannot be drawn, and leaves what is', () => {
    service.setOverlay('Front');
    expect(() => service.setOverlay({ text: 'Front', color: 'beige' })).toThrow(
      `Option "overlay.color" must be a colour, but got 'beige'. Allowed: #rrggbb`,
    );
    expect(front.shown).toEqual(['Front']);
  });

  test('refuses a stream that does not exist', () => {
    expect(() => service.setOverlay('Front', 'attic')).toThrow('attic');
  });
});
