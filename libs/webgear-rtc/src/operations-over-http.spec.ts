import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject, Injectable, Module, type CanActivate } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Registry, type OpenMetricsContentType } from 'prom-client';
import { adapters, UnitHost } from '../../../test/support/unit-host.js';
import {
  HealthService,
  MetricsService,
  WebGearRtcModule,
  webGearRtcHealth,
  type HealthStatus,
} from './index.js';

const options = { dataFiles: 'package', udpAddress: '127.0.0.1' } as const;
const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };

@Injectable()
class NoOne implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

let host: UnitHost | undefined;
afterEach(async () => {
  await host?.[Symbol.asyncDispose]();
  host = undefined;
});

describe.each(adapters)('metrics under %s', (adapter) => {
  it('are served where they are wanted, in the format that is asked for', async () => {
    const module = WebGearRtcModule.forRoot({ ...options, source: 'test:', path: 'camera', metrics: true });
    host = await UnitHost.start({
      adapter,
      imports: [module],
      configure: (app) => void app.setGlobalPrefix('api'),
    });
    const plain = await host.request('/api/camera/metrics');
    expect(plain.status).toBe(200);
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(plain.headers.get('cache-control')).toBe('no-store');
    expect(plain.text).toContain('webgear_rtc_stream_state{stream="default",state="idle"} 1\n');
    expect(plain.text).toContain(`node="${process.versions.node}"} 1\n`);
    expect(plain.text).not.toContain('version="unknown"');
    const open = await host.request('/api/camera/metrics', {
      headers: { Accept: 'application/openmetrics-text;version=1.0.0' },
    });
    expect(open.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(open.text).toMatch(/\n# EOF\n$/);
  });

  it('are not there by default', async () => {
    host = await UnitHost.start({
      adapter,
      imports: [WebGearRtcModule.forRoot({ ...options, source: 'test:', path: 'camera' })],
    });
    expect((await host.request('/camera/metrics')).status).toBe(404);
  });

  it('are behind the guards', async () => {
    const module = WebGearRtcModule.forRoot({
      ...options,
      source: 'test:',
      path: 'camera',
      metrics: true,
      guards: [NoOne],
    });
    host = await UnitHost.start({ adapter, imports: [module] });
    expect((await host.request('/camera/metrics')).status).toBe(403);
  });

  it('have all streams of a registration, at one address', async () => {
    const module = WebGearRtcModule.forRoot({
      ...options,
      streams,
      path: 'cams',
      name: 'house',
      metrics: true,
    });
    host = await UnitHost.start({ adapter, imports: [module] });
    const { status, text } = await host.request('/cams/metrics');
    expect(status).toBe(200);
    for (const name of ['front', 'yard']) {
      expect(text).toContain(`webgear_rtc_frames_captured_total{registration="house",stream="${name}"} 0\n`);
    }
    expect((await host.request('/cams/front/metrics')).status).toBe(404);
    expect((await host.request('/cams/front')).status).toBe(200);
  });
});

describe('the page on metrics', () => {
  it('has each of them', async () => {
    host = await UnitHost.start({ imports: [WebGearRtcModule.forRoot({ ...options, source: 'test:' })] });
    const page = readFileSync(new URL('../../../docs/operations/README.md', import.meta.url), 'utf8');
    const listed = new Set([...page.matchAll(/`(\w+)`/g)].map(([, name]) => `webgear_rtc_${name}`));
    const names = host.app
      .get(MetricsService)
      .collect()
      .map(({ name }) => name);
    expect(names.filter((name) => !listed.has(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(30);
  });
});

describe('a registry of prom-client', () => {
  it('has the metrics of all registrations, once', async () => {
    const one = WebGearRtcModule.forRoot({ ...options, source: 'test:', path: 'a', name: 'a' });
    const other = WebGearRtcModule.forRoot({ ...options, source: 'test:', path: 'b', name: 'b' });
    host = await UnitHost.start({ imports: [one, other] });
    const services = ['a', 'b'].map((name) => host?.app.get<MetricsService>(`MetricsService:${name}`));
    const registry = new Registry();
    registry.setDefaultLabels({ app: 'shop' });
    for (const service of [...services, services[0]]) service?.registerMetrics(registry);
    const text = await registry.metrics();
    expect(text.match(/# TYPE webgear_rtc_viewers gauge/g)).toHaveLength(1);
    for (const name of ['a', 'b']) {
      const labels = `registration="${name}",stream="default",app="shop"`;
      expect(text.split(`webgear_rtc_source_restarts_total{${labels}} 0\n`)).toHaveLength(2);
      expect(text).toContain(`webgear_rtc_viewer_join_seconds_bucket{le="+Inf",${labels}} 0\n`);
    }
    registry.clear();
    services[0]?.registerMetrics(registry);
    expect(await registry.metrics()).toContain('webgear_rtc_build_info{registration="a"');
  });

  it('writes OpenMetrics too', async () => {
    host = await UnitHost.start({ imports: [WebGearRtcModule.forRoot({ ...options, source: 'test:' })] });
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    host.app.get(MetricsService).registerMetrics(registry);
    for (let scrape = 0; scrape < 2; scrape++) {
      const text = await registry.metrics();
      expect(text).toContain('# TYPE webgear_rtc_frames_captured counter\n');
      expect(text).toContain('webgear_rtc_frames_captured_total{stream="default"} 0\n');
    }
  });
});

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly checks: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HealthService) private readonly video: HealthService,
  ) {}

  @Get()
  check() {
    return this.checks.check([() => webGearRtcHealth(this.video, this.indicators.check('video'))]);
  }
}

@Module({
  imports: [TerminusModule, WebGearRtcModule.forRoot({ ...options, source: 'test:', path: 'camera' })],
  controllers: [HealthController],
})
class AppModule {}

describe('a health check of terminus', () => {
  const health = { check: () => report };
  let report: ReturnType<HealthService['check']>;

  it('says that an idle stream is well', async () => {
    host = await UnitHost.start({ imports: [AppModule] });
    const { status, text } = await host.request('/health');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      status: 'ok',
      info: { video: { status: 'up', streams: { default: 'idle' } } },
    });
  });

  it.each([
    ['up', { video: { status: 'up', streams: { a: 'live' } } }],
    ['degraded', { video: { status: 'degraded', problems: ['x'], streams: { a: 'live' } } }],
    ['down', { video: { status: 'down', problems: ['x'], streams: { a: 'live' } } }],
  ] as const)('is %s with what is wrong', (status, result) => {
    report = {
      status,
      problems: status === 'up' ? [] : ['x'],
      streams: { a: { status, state: 'live', dropRatio: 0 } },
    };
    expect(webGearRtcHealth(health, new HealthIndicatorService().check('video'))).toEqual(result);
  });

  it('fails where viewers are not served, and only then', async () => {
    host = await UnitHost.start({ imports: [AppModule] });
    const checks = await host.app.resolve(HealthCheckService);
    const judge = (status: HealthStatus) => {
      report = { status, problems: ['x'], streams: {} };
      return checks.check([() => webGearRtcHealth(health, new HealthIndicatorService().check('video'))]);
    };
    expect(await judge('degraded')).toMatchObject({ status: 'degraded' });
    await expect(judge('down')).rejects.toMatchObject({ status: 503 });
  });

  it('says that it is degraded among the details, where terminus has no such status', () => {
    report = {
      status: 'degraded',
      problems: ['x'],
      streams: { a: { status: 'up', state: 'live', dropRatio: 0 } },
    };
    const before12 = {
      up: (details: object) => ({ video: { status: 'up', ...details } }),
      down: (details: object) => ({ video: { status: 'down', ...details } }),
    };
    expect(webGearRtcHealth(health, before12)).toEqual({
      video: { status: 'up', degraded: true, problems: ['x'], streams: { a: 'live' } },
    });
  });
});
