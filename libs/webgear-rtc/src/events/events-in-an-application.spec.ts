import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Module, type LoggerService } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino';
import { Subject } from 'rxjs';
import {
  WEBGEAR_RTC_LOGGER,
  WebGearRtcModule,
  WebGearRtcService,
  type LeaveReason,
  type PeerSnapshot,
  type StreamStateChange,
  type WebGearRtcEvents,
} from '../index.js';
import type { PeerDeparture } from '../peers/peer-registry.js';
import { VIEWER_EVENTS } from '../peers/peer-registry.js';
import { until } from '../testing/until.js';

const viewer = {
  peerId: 'a',
  streamName: 'default',
  mode: 'webrtc',
  state: 'connected',
  codec: 'h264',
  rung: 'full',
  createdAtMs: Date.now(),
  bytesSent: 0,
  packetsSent: 0,
  transport: { cipher: 'node', send: 'dgram' },
} as PeerSnapshot;

const heard: [string, unknown][] = [];

@Injectable()
class Listener {
  @OnEvent('webgear-rtc.viewer.joined')
  onJoined({ streamName, registration }: WebGearRtcEvents['webgear-rtc.viewer.joined']): void {
    heard.push(['joined', `${registration}/${streamName}`]);
    throw new Error('a listener may fail');
  }

  @OnEvent('webgear-rtc.**')
  onAny(event: WebGearRtcEvents['webgear-rtc.viewer.left']): Promise<void> {
    heard.push(['any', event.reason]);
    return Promise.reject(new Error('and reject'));
  }
}

const lines: Record<string, unknown>[] = [];
const pino = LoggerModule.forRoot({
  pinoHttp: {
    level: 'debug',
    autoLogging: false,
    stream: { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  },
} as never);

/** Takes nothing but what it is given. */
const collected: unknown[][] = [];
const collect = (...line: unknown[]): void => void collected.push(line);
const collector: LoggerService = { log: collect, warn: collect, error: collect };

@Module({
  providers: [{ provide: WEBGEAR_RTC_LOGGER, useValue: collector }],
  exports: [WEBGEAR_RTC_LOGGER],
})
class OwnLogger {}

describe('events in an application', () => {
  let arrivals: Subject<PeerSnapshot>;
  let departures: Subject<PeerDeparture>;
  let emitter: () => EventEmitter2;
  let close: () => Promise<void> = () => Promise.resolve();

  const leave = (reason: LeaveReason): void =>
    departures.next({ peer: { ...viewer, state: 'closed' }, reason });

  async function start(imports: readonly object[], logger?: 'pino' | 'none', options = {}) {
    [arrivals, departures] = [new Subject(), new Subject()];
    const video = WebGearRtcModule.forRoot({
      source: 'no-such-file.mp4',
      dataFiles: 'package',
      name: 'house',
      ...options,
    });
    const module = await Test.createTestingModule({ imports: [...(imports as never[]), video] })
      .overrideProvider(VIEWER_EVENTS)
      .useValue({ arrivals$: arrivals, departures$: departures, refusals$: new Subject() })
      .compile();
    const app = module.createNestApplication({ bufferLogs: true, logger: false });
    if (logger === 'pino') app.useLogger(app.get(PinoLogger));
    await app.init();
    close = () => app.close();
    emitter = () => app.get(EventEmitter2, { strict: false });
    return app.get<WebGearRtcService>(WebGearRtcService, { strict: false });
  }

  afterEach(async () => {
    await close();
    for (const list of [heard, lines, collected]) list.length = 0;
    jest.restoreAllMocks();
  });

  it('are Observables, which no subscriber can break', async () => {
    const service = await start([]);
    const seen: string[] = [];
    service.viewerJoined$.subscribe(() => {
      throw new Error('a subscriber may fail');
    });
    service.viewerJoined$.subscribe(({ viewers }) => seen.push(`joined ${viewers}`));
    service.stream().viewerLeft$.subscribe(({ reason }) => seen.push(`left ${reason}`));
    arrivals.next(viewer);
    leave('kicked');
    arrivals.next({ ...viewer, peerId: 'b' });
    expect(seen).toEqual(['joined 1', 'left kicked', 'joined 1']);
  });

  it('are those of the source, which fails, too', async () => {
    const service = await start([]);
    const states: StreamStateChange[] = [];
    const failures: unknown[] = [];
    service.streamState$.subscribe((change) => states.push(change));
    service.stream().sourceFailed$.subscribe(({ code }) => failures.push(code));
    const watching = service.stream().frames$.subscribe();
    await until('the failure of the source', () => failures.length > 0);
    watching.unsubscribe();
    expect(failures[0]).toBe('WGR_SOURCE_NOT_FOUND');
    expect(states[0]).toMatchObject({ streamName: 'default', previous: 'idle', state: 'starting' });
  });

  it('are events of @nestjs/event-emitter, whose listeners may fail', async () => {
    await start([
      EventEmitterModule.forRoot({ wildcard: true }),
      { module: class {}, providers: [Listener] },
    ]);
    // A listener that Nest does not wrap.
    emitter().on('webgear-rtc.viewer.left', () => Promise.reject(new Error('nor is this one caught')));
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    arrivals.next(viewer);
    leave('expired');
    await until('the events', () => heard.length === 3);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(heard).toEqual([
      ['joined', 'house/default'],
      ['any', undefined],
      ['any', 'expired'],
    ]);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('are lines of nestjs-pino, with fields', async () => {
    await start([pino], 'pino');
    arrivals.next(viewer);
    leave('silent');
    const own = lines.filter(({ context, event }) => context === 'WebGearRtc' && event !== undefined);
    expect(own).toMatchObject([
      { level: 30, event: 'viewer.joined', streamName: 'default', peerId: 'a', codec: 'h264', viewers: 1 },
      {
        level: 30,
        event: 'viewer.left',
        reason: 'silent',
        bytesSent: 0,
        msg: expect.stringMatching(/silent$/),
      },
    ]);
  });

  it('are lines of nestjs-pino where a source fails', async () => {
    const service = await start([pino], 'pino');
    const watching = service.stream().frames$.subscribe();
    await until('the failure of the source', () => lines.some(({ event }) => event === 'source.failed'));
    watching.unsubscribe();
    expect(lines.find(({ event }) => event === 'source.failed')).toMatchObject({
      level: 50,
      context: 'WebGearRtc',
      streamName: 'default',
      code: 'WGR_SOURCE_NOT_FOUND',
      msg: expect.stringMatching(/^Stream "default": There is no/),
    });
  });

  it('are written to a logger of their own, as far as the level lets them through', async () => {
    await start([OwnLogger], 'none', { logLevel: 'warn' });
    arrivals.next(viewer);
    leave('left');
    expect(collected).toEqual([]);
    await close();
    await start([OwnLogger]);
    arrivals.next(viewer);
    leave('left');
    const texts = collected.map(([entry, context]) => `${context}: ${String(entry)}`);
    expect(texts.filter((text) => text.includes('viewer'))).toEqual([
      expect.stringMatching(/^WebGearRtc: Stream "default": viewer a joined/),
      expect.stringMatching(/^WebGearRtc: Stream "default": viewer a left after .*: it left$/),
    ]);
  });
});
