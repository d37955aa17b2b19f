import { beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PeerDeparture } from '../peers/peer-registry.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { CaptureService } from '../sources/capture.service.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { FakeFrameCapture } from '../testing/fake-frame-capture.js';
import { RegistrationEvents } from './registration-events.js';
import type { SourceFailure, StreamStateChange, ViewerJoined, ViewerLeft } from './webgear-rtc-events.js';

const info = { width: 640, height: 360, framerate: 25, live: true };

describe('the events of a registration', () => {
  let source: FakeFrameCapture;
  let captures: CaptureService;
  let registry: VideoStreamRegistry;
  let arrivals: Subject<PeerSnapshot>;
  let departures: Subject<PeerDeparture>;
  let joined: ViewerJoined[];
  let left: ViewerLeft[];
  let states: StreamStateChange[];
  let failures: SourceFailure[];

  const engine = (name: string): LocalStreamEngine =>
    ({ name, close: () => Promise.resolve() }) as unknown as LocalStreamEngine;
  const viewer = (peerId: string, more: Partial<PeerSnapshot> = {}): PeerSnapshot =>
    ({
      peerId,
      streamName: 'yard',
      mode: 'webrtc',
      state: 'connected',
      createdAtMs: Date.now() - 2000,
      framesSent: 50,
      framesDropped: 1,
      packetsSent: 400,
      bytesSent: 400_000,
      packetsRetransmitted: 7,
      ...more,
    }) as PeerSnapshot;

  beforeEach(() => {
    source = new FakeFrameCapture();
    captures = new CaptureService(new Map([['yard', new OnDemandCapture(source, 0)]]));
    registry = new VideoStreamRegistry([engine('yard')]);
    [arrivals, departures] = [new Subject(), new Subject()];
    const events = new RegistrationEvents(registry, captures, {
      arrivals$: arrivals,
      departures$: departures,
      refusals$: new Subject(),
    });
    [joined, left, states, failures] = [[], [], [], []];
    events.viewerJoined$.subscribe((event) => joined.push(event));
    events.viewerLeft$.subscribe((event) => left.push(event));
    events.streamState$.subscribe((event) => states.push(event));
    events.sourceFailed$.subscribe((event) => failures.push(event));
  });

  it('tell each viewer that joins once, and its end with the reason and what it was sent', () => {
    arrivals.next(viewer('a'));
    arrivals.next(viewer('a'));
    arrivals.next(viewer('b'));
    arrivals.next(viewer('c', { streamName: 'gate' }));
    expect(joined.map(({ viewer: { peerId }, viewers }) => [peerId, viewers])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ]);
    const last = viewer('a', {
      state: 'closed',
      packetsLost: 4,
      meanRoundTripTimeMs: 31.5,
      freezes: 2,
      rungTimes: [{ rung: 'full', durationMs: 1900 }],
      audio: { codec: 'opus', packetsSent: 100, bytesSent: 8000, fractionLost: 0 },
    });
    departures.next({ peer: last, reason: 'kicked' });
    departures.next({ peer: last, reason: 'kicked' });
    const [{ totals, ...event } = {} as ViewerLeft] = left;
    expect(left).toHaveLength(1);
    expect(event).toEqual({
      transport: 'webrtc',
      streamName: 'yard',
      viewer: last,
      reason: 'kicked',
      viewers: 1,
    });
    expect(totals.durationMs).toBeGreaterThanOrEqual(2000);
    expect(totals).toEqual({
      durationMs: expect.any(Number),
      bytesSent: 408_000,
      packetsSent: 500,
      packetsRetransmitted: 7,
      framesSent: 50,
      framesDropped: 1,
      packetsLost: 4,
      lossRatio: 0.01,
      meanRoundTripTimeMs: 31.5,
      rungs: [{ rung: 'full', durationMs: 1900 }],
      freezes: 2,
    });
  });

  it('tell nothing of viewers that never joined', () => {
    departures.next({ peer: viewer('a', { state: 'closed' }), reason: 'unconnected' });
    expect(left).toEqual([]);
  });

  it('tell states of streams as they change, with the source, until they are removed', () => {
    source.state$.next('starting');
    source.open(info);
    source.state$.next('reconnecting');
    const stream = engine('gate');
    captures.add('gate', new OnDemandCapture(new FakeFrameCapture(), 0));
    registry.add(stream);
    registry.remove(stream);
    expect(states).toEqual([
      { streamName: 'yard', state: 'starting', previous: 'idle' },
      { streamName: 'yard', state: 'live', previous: 'starting', source: info },
      { streamName: 'yard', state: 'reconnecting', previous: 'live' },
      { streamName: 'gate', state: 'closed', previous: 'idle' },
    ]);
  });

  it('tell failures of sources with their codes', () => {
    const error = new WebGearRtcError('WGR_SOURCE_REFUSED', { source: 'rtsp://h/s' });
    source.failures$.next(error);
    source.failures$.next('what an application has thrown');
    expect(failures).toEqual([
      { streamName: 'yard', error, code: 'WGR_SOURCE_REFUSED' },
      { streamName: 'yard', error: new Error('what an application has thrown') },
    ]);
  });

  it('complete when the application ends', async () => {
    const completed: string[] = [];
    const events = new RegistrationEvents(registry, captures, {
      arrivals$: arrivals,
      departures$: departures,
      refusals$: new Subject(),
    });
    events.viewerLeft$.subscribe({ complete: () => completed.push('left') });
    events.streamState$.subscribe({ complete: () => completed.push('states') });
    departures.complete();
    await registry.close();
    expect(completed).toEqual(['left', 'states']);
  });
});
