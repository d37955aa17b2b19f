import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEVER, Subject } from 'rxjs';
import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { LogEntry, type LogFields } from '../log/log-entry.js';
import type { ModuleLogger } from '../log/module-logger.js';
import { ConfiguredStreams } from '../options/configured-streams.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { PeerDeparture } from '../peers/peer-registry.js';
import type { MjpegViewerSnapshot, WebRtcViewerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import { EventLog } from './event-log.js';
import type { RegistrationEvents } from './registration-events.js';
import { sessionTotals } from './session-totals.js';
import type { StreamStateChange, ViewerJoined, ViewerLeft } from './webgear-rtc-events.js';

const camera: VideoSourceInfo = { width: 1280, height: 720, framerate: 29.97, live: true };
const streamName = 'yard';
const viewer = {
  peerId: 'a',
  streamName,
  mode: 'webrtc',
  codec: 'h264',
  rung: 'full',
  createdAtMs: 1000,
  bytesSent: 2_500_000,
  packetsSent: 2000,
  packetsLost: 20,
} as WebRtcViewerSnapshot;

describe('the log of events', () => {
  let lines: string[];
  let written: LogFields[];
  let joined: Subject<ViewerJoined>;
  let left: Subject<ViewerLeft>;
  let states: Subject<StreamStateChange>;
  let departures: Subject<PeerDeparture>;

  beforeEach(() => {
    [lines, written] = [[], []];
    [joined, left, states, departures] = [new Subject(), new Subject(), new Subject(), new Subject()];
    const write = (level: string) => (line: string, fields: LogFields) => {
      lines.push(`${level} ${line}`);
      written.push(fields);
    };
    const events = { viewerJoined$: joined, viewerLeft$: left, streamState$: states };
    void new EventLog(
      events as unknown as RegistrationEvents,
      { arrivals$: NEVER, departures$: departures, refusals$: NEVER },
      { changes$: NEVER } as unknown as VideoStreamRegistry,
      new ConfiguredStreams(
        resolveOptions({ streams: { yard: { source: 'rtsp://admin:secret@h/s', frameSizeReduction: 0 } } }),
      ),
      { log: write('log'), debug: write('debug') } as unknown as ModuleLogger,
    );
  });

  it('says what a source is like when it is there, and states between at a level below', () => {
    states.next({ streamName, state: 'starting', previous: 'idle' });
    states.next({ streamName, state: 'live', previous: 'starting', source: camera });
    const passed = { ...camera, live: false, passthrough: { profile: '42e0', levelIdc: 31 } };
    states.next({ streamName, state: 'live', previous: 'starting', source: passed });
    expect(lines).toEqual([
      'debug Stream "yard": source starting',
      'log Stream "yard": source live, 1280x720, 29.97 fps, live; encoded, since browsers cannot take it as it comes',
      'log Stream "yard": source live, 1280x720, 29.97 fps, recorded, H.264 profile 42e0 level 3.1; passthrough where viewers can decode it',
    ]);
    expect(written[1]).toEqual({
      event: 'stream.state',
      streamName,
      state: 'live',
      previous: 'starting',
      source: camera,
    });
  });

  it('says who joins, and who is gone after how long and why', () => {
    joined.next({ transport: 'webrtc', streamName, viewer, viewers: 3 });
    const totals = sessionTotals(viewer, 13_500);
    left.next({
      transport: 'webrtc',
      streamName,
      viewer,
      reason: 'closed',
      detail: 'maintenance',
      totals,
      viewers: 2,
    });
    left.next({ transport: 'webrtc', streamName, viewer, reason: 'silent', totals, viewers: 1 });
    expect(lines).toEqual([
      'log Stream "yard": viewer a joined, h264, rung "full", 3 watching',
      'log Stream "yard": viewer a left after 12.5 s, 2.5 MB: maintenance',
      'log Stream "yard": viewer a left after 12.5 s, 2.5 MB: it fell silent',
    ]);
    expect(written[1]).toMatchObject({
      event: 'viewer.left',
      peerId: 'a',
      reason: 'closed',
      detail: 'maintenance',
      durationMs: 12_500,
      packetsLost: 20,
      lossRatio: 0.01,
      viewers: 2,
    });
  });

  it('says of viewers of images what they are sent, which has no codec and no rung', () => {
    const reader = {
      peerId: 'b',
      streamName,
      mode: 'mjpeg',
      codec: 'mjpeg',
      createdAtMs: 1000,
      framesSent: 1,
      framesDropped: 0,
      bytesSent: 4000,
    } as MjpegViewerSnapshot;
    joined.next({ transport: 'mjpeg', streamName, viewer: reader, viewers: 1 });
    expect(lines).toEqual(['log Stream "yard": viewer b joined, MJPEG, 1 watching']);
    expect(written[0]).toMatchObject({ event: 'viewer.joined', transport: 'mjpeg', peerId: 'b' });
  });

  it('says of those who never connected that they did not, and nothing twice', () => {
    departures.next({ peer: viewer, reason: 'unconnected' });
    const served = { ...viewer, transport: { cipher: 'node', send: 'dgram' } } as WebRtcViewerSnapshot;
    departures.next({ peer: served, reason: 'left' });
    const images = { ...viewer, peerId: 'b', mode: 'mjpeg', codec: 'mjpeg', framesSent: 0 } as const;
    departures.next({ peer: images, reason: 'left' });
    departures.next({ peer: { ...images, framesSent: 1 }, reason: 'left' });
    expect(lines).toEqual([
      'debug Stream "yard": viewer a never connected: it did not connect in time',
      'debug Stream "yard": viewer b got no image: it left',
    ]);
    expect(written[1]).toMatchObject({ event: 'viewer.unconnected', transport: 'mjpeg', peerId: 'b' });
  });
});

describe('a line of the log', () => {
  const entry = new LogEntry('it happened', { event: 'x', streamName: 'yard' });

  it('is its text to loggers that print', () => {
    expect([String(entry), inspect(entry), inspect({ entry })]).toEqual([
      'it happened',
      'it happened',
      '{ entry: it happened }',
    ]);
  });

  it('has the place of an error below it', () => {
    const failed = new LogEntry('it failed', { event: 'x', stack: 'Error: no width\n    at camera.ts:1:1' });
    expect(inspect(failed)).toBe('it failed\nError: no width\n    at camera.ts:1:1');
  });

  it('is its fields to loggers that collect', () => {
    expect(JSON.parse(JSON.stringify(entry))).toEqual({
      event: 'x',
      streamName: 'yard',
      msg: 'it happened',
    });
    expect(Object.assign({}, entry)).toEqual({ event: 'x', streamName: 'yard', msg: 'it happened' });
  });
});
