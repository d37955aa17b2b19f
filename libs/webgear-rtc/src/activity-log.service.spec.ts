import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BehaviorSubject, NEVER, Subject } from 'rxjs';
import { ActivityLog } from './activity-log.service.js';
import type { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import { resolveOptions } from './options/resolve-options.js';
import type { StreamState } from './media/stream-stats.js';
import type { PeerManager } from './peers/peer-manager.interface.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import type { CaptureService } from './sources/capture.service.js';
import type { VideoSourceInfo } from './sources/video-source.interface.js';

const camera: VideoSourceInfo = { width: 1280, height: 720, framerate: 29.97, live: true };

describe('the log of what happens', () => {
  let lines: string[];
  let state$: BehaviorSubject<StreamState>;
  let peers$: Subject<PeerSnapshot[]>;
  let info: VideoSourceInfo;
  let passthrough: boolean;

  beforeEach(() => {
    lines = [];
    [state$, peers$] = [new BehaviorSubject<StreamState>('idle'), new Subject()];
    [info, passthrough] = [camera, false];
    jest.spyOn(Logger.prototype, 'debug').mockImplementation((line: string) => void lines.push(line));
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  function start(stated: object = {}): ActivityLog {
    const log = new ActivityLog(
      new ConfiguredStreams(
        resolveOptions({ streams: { yard: { source: 'rtsp://admin:secret@h/s', ...stated } } }),
      ),
      { has: () => true, state$: () => state$, info: () => info } as unknown as CaptureService,
      {
        list: () => [{ name: 'yard' }],
        changes$: NEVER,
        find: () => ({ stats: () => ({ renditions: [{ codec: 'h264', passthrough }] }) }),
      } as unknown as VideoStreamRegistry,
      { peers$ } as unknown as PeerManager,
    );
    log.onApplicationBootstrap();
    return log;
  }

  const peer = (peerId: string, state: PeerSnapshot['state'] = 'connected'): PeerSnapshot =>
    ({ peerId, state, streamName: 'yard', codec: 'h264' }) as PeerSnapshot;

  it('names the stream, and what its source is and becomes, without any option', () => {
    start();
    for (const state of ['starting', 'starting', 'live', 'reconnecting', 'idle'] as const) state$.next(state);
    expect(lines).toEqual([
      'Stream "yard": source starting',
      'Stream "yard": source live, 1280x720, 29.97 fps, live; encoded, since browsers cannot take it as it comes',
      'Stream "yard": source reconnecting',
      'Stream "yard": source idle',
    ]);
  });

  it('says whether H.264 is sent as it comes', () => {
    start({ frameSizeReduction: 0 });
    state$.next('live');
    info = { ...camera, live: false, passthrough: { profile: '42e0', levelIdc: 31 } };
    state$.next('starting');
    state$.next('live');
    expect(lines.filter((line) => line.includes('source live'))).toEqual([
      'Stream "yard": source live, 1280x720, 29.97 fps, live; encoded, since browsers cannot take it as it comes',
      'Stream "yard": source live, 1280x720, 29.97 fps, recorded, H.264 profile 42e0 level 3.1; passthrough where viewers can decode it',
    ]);
  });

  it('says who joins, once, and how it is served', () => {
    const log = start();
    peers$.next([peer('a', 'connecting')]);
    peers$.next([peer('a')]);
    passthrough = true;
    peers$.next([peer('a'), peer('b')]);
    peers$.next([peer('b')]);
    expect(lines).toEqual([
      'Stream "yard": viewer a joined, h264, 1 watching',
      'Stream "yard": viewer b joined, h264 (passthrough), 2 watching',
    ]);
    log.beforeApplicationShutdown();
    peers$.next([peer('c')]);
    state$.next('live');
    expect(lines).toHaveLength(2);
  });
});
