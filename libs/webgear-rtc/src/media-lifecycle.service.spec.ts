import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { NEVER, Subject } from 'rxjs';
import type { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { MediaLifecycle } from './media-lifecycle.service.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import { ModuleLogger } from './log/module-logger.js';
import { resolveOptions } from './options/resolve-options.js';
import type { RegistrationSettings } from './options/webgear-rtc-options.interface.js';
import type { PeerManagerService } from './peer-manager.service.js';
import type { PublisherManager } from './publisher-manager.service.js';
import type { StreamRecordings } from './recording/stream-recordings.js';
import type { CaptureService } from './sources/capture.service.js';
import type { StreamSet } from './streams/stream-set.js';
import { WarmStreams } from './streams/warm-streams.js';

describe('the life of the media', () => {
  let listen$: Subject<void>;
  let calls: string[];
  let finishWarmUp: () => void;

  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime'],
    });
    calls = [];
    listen$ = new Subject<void>();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  interface Faults {
    readonly byName: readonly WebGearRtcError[];
    readonly inside: readonly WebGearRtcError[];
  }

  function lifecycle(
    options: RegistrationSettings = {},
    { byName, inside }: Faults = { byName: [], inside: [] },
  ): MediaLifecycle {
    const note = (name: string) => async () => void calls.push(name);
    const peers = {
      close: note('peers'),
      openPort: note('port'),
      warmUp: () => {
        calls.push('warm-up');
        return new Promise<void>((resolve) => (finishWarmUp = resolve));
      },
    };
    const resolved = resolveOptions({ source: 'test:', ...options });
    const stream = { parts: { capture: { hold: () => void calls.push('hold') } } };
    return new MediaLifecycle(
      resolved,
      peers as unknown as PeerManagerService,
      { shutDown: note('publishers') } as unknown as PublisherManager,
      { close: note('streams'), changes$: NEVER, get: () => stream } as unknown as VideoStreamRegistry,
      { start: () => undefined, close: note('recordings') } as unknown as StreamRecordings,
      {
        close: note('captures'),
        findFaults: () => Promise.resolve(inside),
        findFaultsByName: () => Promise.resolve(byName),
      } as unknown as CaptureService,
      new ConfiguredStreams(resolved),
      { close: () => Promise.resolve() } as unknown as StreamSet,
      new WarmStreams(resolved.mode !== 'mjpeg'),
      { listen$, httpAdapter: { getHttpServer: () => new EventEmitter() } } as unknown as HttpAdapterHost,
      new ModuleLogger(),
    );
  }

  it('ends viewers before streams and streams before sources', async () => {
    await lifecycle().beforeApplicationShutdown();
    expect(calls).toEqual(['publishers', 'peers', 'recordings', 'streams', 'captures']);
  });

  it('warms up after the port is open, not before', async () => {
    const media = lifecycle();
    await media.onApplicationBootstrap();
    jest.advanceTimersByTime(1000);
    expect(calls).toEqual([]);
    listen$.next();
    jest.advanceTimersByTime(1000);
    await untilWarmUp();
    expect(calls).toEqual(['warm-up']);
    finishWarmUp();
  });

  it('warns once of a source that cannot be one, before anybody watches', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const missing = new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source: 'no.mp4' });
    const text = new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source: 'text.mp4' });
    const media = lifecycle({}, { byName: [missing], inside: [missing, text] });
    await media.onApplicationBootstrap();
    await nextTurn();
    expect(warn.mock.calls).toEqual([[missing.message]]);
    listen$.next();
    jest.advanceTimersByTime(1000);
    await untilWarmUp();
    finishWarmUp();
    expect(warn.mock.calls).toEqual([[missing.message], [text.message]]);
    warn.mockRestore();
  });

  it('opens no port for viewers where there are to be none, and keeps the source warm all the same', async () => {
    const media = lifecycle({ mode: 'mjpeg', udpPort: 5004, keepWarm: true });
    await media.onApplicationBootstrap();
    listen$.next();
    jest.advanceTimersByTime(1000);
    await media.beforeApplicationShutdown();
    expect(calls).toEqual(['hold', 'publishers', 'peers', 'recordings', 'streams', 'captures']);
  });

  it('warms nothing up once it has ended', async () => {
    const media = lifecycle();
    await media.onApplicationBootstrap();
    listen$.next();
    await media.beforeApplicationShutdown();
    jest.advanceTimersByTime(1000);
    expect(jest.getTimerCount()).toBe(0);
    expect(calls).not.toContain('warm-up');
  });

  it('lets a warm-up under way finish before it closes what that opens', async () => {
    const media = lifecycle();
    await media.onApplicationBootstrap();
    listen$.next();
    jest.advanceTimersByTime(1000);
    const closing = media.beforeApplicationShutdown();
    await untilWarmUp();
    expect(calls).toEqual(['warm-up']);
    finishWarmUp();
    await closing;
    expect(calls).toEqual(['warm-up', 'publishers', 'peers', 'recordings', 'streams', 'captures']);
  });

  /** FFmpeg is loaded first, which takes as long as it takes. */
  async function untilWarmUp(): Promise<void> {
    while (!calls.includes('warm-up')) await nextTurn();
  }
});
