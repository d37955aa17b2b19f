import {
  ForbiddenException,
  Inject,
  Injectable,
  Module,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type ReadAnswer,
} from '../../../../../test/support/unit-host.js';
import type {
  AccessPolicy,
  AuthorizeSource,
  ViewDecision,
  ViewRequest,
} from '../../options/access-options.interface.js';
import type { WebGearRtcOptions } from '../../options/webgear-rtc-options.interface.js';
import { getStreamName } from '../../pages/registration-controller.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

const secret = 'a secret that is long enough';
const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });
const json = { 'Content-Type': 'application/json' };

@Injectable()
class Tickets {
  readonly valid = 'open sesame';
}

@Module({ providers: [Tickets], exports: [Tickets] })
class TicketsModule {}

@Injectable()
class TicketPolicy implements AccessPolicy {
  constructor(@Inject(Tickets) private readonly tickets: Tickets) {}

  authorize({ headers }: ViewRequest, stream: string): ViewDecision {
    return headers['x-ticket'] === this.tickets.valid && { allow: true, viewer: { id: `ann at ${stream}` } };
  }
}

@Injectable()
class LinkOrNobody implements CanActivate {
  constructor(@Inject(WebGearRtcService) private readonly video: WebGearRtcService) {}

  canActivate(context: ExecutionContext): boolean {
    const stream = getStreamName(context);
    return (
      stream !== undefined && this.video.viewLinkOf(context.switchToHttp().getRequest(), stream) !== undefined
    );
  }
}

/** Every route that asks for a permission: how it is requested, and what for. */
const routes: readonly (readonly [route: string, init: RequestInit, purpose: string])[] = [
  ['', {}, 'page'],
  ['offer', { method: 'POST', headers: json, body: offer }, 'live'],
  ['whep', { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: 'v=0 offer' }, 'live'],
  ['whep', { method: 'OPTIONS' }, 'live'],
  ['state', {}, 'live'],
  ['ice-servers', {}, 'live'],
  ['stream.mjpeg', { method: 'HEAD' }, 'live'],
  ['images/door', { method: 'HEAD' }, 'live'],
  ['snapshot.jpg', { method: 'HEAD' }, 'snapshot'],
  ['clip.mp4', {}, 'recording'],
  ['recording.mp4', {}, 'recording'],
  ['segments', {}, 'recording'],
  ['segments/some.mp4', {}, 'recording'],
];
const isRefused = ({ status }: ReadAnswer): boolean => status === 401 || status === 403;
const codeOf = ({ text }: ReadAnswer): unknown => (JSON.parse(text) as { code?: unknown }).code;

describe.each(adapters)('access to streams under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const named = {
    streams: {
      front: { source: 'test:', mjpeg: { path: 'images/door' } },
      yard: { source: 'test:', mjpeg: { path: 'images/door' } },
    },
  };

  async function start(
    options: Partial<WebGearRtcOptions>,
    extras: Partial<Parameters<typeof WebGearRtcModule.forRoot>[0]> = {},
  ): Promise<WebGearRtcService> {
    const module = WebGearRtcModule.forRoot({
      customDataLocation: folder.path,
      path: 'cams',
      linkSecret: secret,
      ...(named as object),
      ...options,
      ...extras,
    } as Parameters<typeof WebGearRtcModule.forRoot>[0]);
    host = await UnitHost.start({ adapter, imports: [module] });
    return host.app.get(WebGearRtcService, { strict: false });
  }

  const ask = (stream: string, [route, init]: (typeof routes)[number], query = ''): Promise<ReadAnswer> =>
    host.request(`/cams/${stream}/${route}${query}`, init);

  it('is asked for each route of a stream, with what it is for, and refused in the form of the route', async () => {
    const asked: unknown[] = [];
    await start({
      authorize: (_request, stream, purpose) => {
        asked.push([stream, purpose]);
        return { allow: false, status: stream === 'front' ? 401 : 403, message: 'Members only.' };
      },
    });
    for (const stream of ['front', 'yard']) {
      for (const route of routes) {
        const [path, { method }, purpose] = route;
        const answer = await ask(stream, route);
        const expected = stream === 'front' ? [401, 'Bearer'] : [403, null];
        expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([path, ...expected]);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect([path, asked.pop()]).toEqual([path, [stream, purpose]]);
        if (method === 'HEAD') continue;
        expect(JSON.parse(answer.text)).toMatchObject({
          code: stream === 'front' ? 'WGR_SIGN_IN_REQUIRED' : 'WGR_ACCESS_DENIED',
          message: 'Members only.',
        });
      }
    }
    const page = await host.request('/cams/yard/', { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.text).toContain('Members only.');
    expect([host.peers.offers, asked]).toEqual([[], [['yard', 'page']]]);
  });

  it('is not asked for files, the script of a page, sessions and unknown streams', async () => {
    await start({ authorize: () => false });
    expect((await host.request('/cams/static/js/custom.js')).status).toBe(200);
    expect((await host.request('/cams/front?webgear-rtc-script=address')).status).toBe(200);
    expect((await host.request('/cams/attic/state')).status).toBe(404);
    const token = JSON.stringify({ sessionToken: 'secret-1' });
    for (const route of ['quality', 'close_connection']) {
      const init = { method: 'POST', headers: json, body: token };
      expect((await host.request(`/cams/front/${route}`, init)).status).toBe(200);
    }
    expect((await host.request('/cams/front/whep/secret-1', { method: 'OPTIONS' })).status).toBe(204);
    expect((await host.request('/cams/front/whep/unknown', { method: 'DELETE' })).status).toBe(404);
    expect(host.peers.closedTokens).toEqual(['secret-1']);
  });

  it('is asked for the end of all sessions of a stream, which needs no secret', async () => {
    await start({ authorize: () => false, enableLiveBroadcast: false });
    const answer = await host.request('/cams/front/close_connection', { method: 'POST', body: '1' });
    expect([answer.status, host.peers.closedStreams]).toEqual([403, 0]);
  });

  it('gives a viewer what it may do, which is with its offer', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const data = { roles: ['guest'] };
    await start({
      authorize: async ({ headers }) => ({
        allow: true,
        viewer: { id: String(headers['x-name']), data },
        maxRung: 'half',
        expiresAt,
      }),
    });
    await host.request('/cams/front/offer', {
      method: 'POST',
      headers: { ...json, 'X-Name': 'ann' },
      body: offer,
    });
    await host.request('/cams/yard/whep', {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', 'X-Name': 'bob' },
      body: 'v=0 offer',
    });
    const permissions = host.peers.offers.map(({ permission }) => permission);
    expect(permissions).toEqual(
      ['ann', 'bob'].map((id) => ({ viewer: { id, data }, maxRung: 'half', expiresAt })),
    );
    expect(permissions[0]?.viewer?.data).toBe(data);
  });

  const broken: readonly (readonly [string, () => unknown])[] = [
    [
      'an exception',
      () => {
        throw new Error('the database at db.internal is gone');
      },
    ],
    ['a rejection', () => Promise.reject(new Error('the database is gone'))],
    ['nothing', () => undefined],
    ['a text', () => 'yes'],
    ['a viewer without an id', () => ({ allow: true, viewer: {} })],
    ['a time that is none', () => ({ allow: true, expiresAt: new Date('soon') })],
    ['an allow that is neither', () => ({ allow: 1 })],
  ];
  it.each(broken)('is refused where it fails: %s', async (_what, authorize) => {
    await start({ authorize: authorize as AccessPolicy['authorize'] });
    const answer = await host.request('/cams/front/offer', { method: 'POST', headers: json, body: offer });
    expect([answer.status, codeOf(answer)]).toEqual([500, 'WGR_AUTHORIZE_FAILED']);
    expect(answer.text).not.toContain('database');
    expect(host.peers.offers).toEqual([]);
  });

  it('that has ended already is refused, and exceptions of Nest go to the filters of the application', async () => {
    await start({
      authorize: (_request, stream) => {
        if (stream === 'front') return { allow: true, expiresAt: Date.now() - 1 };
        throw new ForbiddenException('closed today');
      },
    });
    expect(codeOf(await host.request('/cams/front/state'))).toBe('WGR_ACCESS_DENIED');
    const answer = await host.request('/cams/yard/state');
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([403, { message: 'closed today' }]);
  });

  it('decides which streams are in the list', async () => {
    await start({ authorize: ({ headers }, stream) => headers['x-only'] === stream });
    const html = { Accept: 'text/html' };
    const list = await host.request('/cams', { headers: { ...html, 'X-Only': 'yard' } });
    expect(list.status).toBe(200);
    expect(list.text).toContain('yard');
    expect(list.text).not.toContain('front');
    expect((await host.request('/cams', { headers: html })).status).toBe(403);
  });

  const sources: readonly (readonly [string, AuthorizeSource])[] = [
    ['a class', { useClass: TicketPolicy }],
    ['a provider', { useExisting: TicketPolicy }],
    ['a factory', { useFactory: (tickets: Tickets) => new TicketPolicy(tickets), inject: [Tickets] }],
  ];
  it.each(sources)(
    'is decided by %s with dependencies, also where a factory makes the options',
    async (_what, authorize) => {
      const module = WebGearRtcModule.forRootAsync({
        path: 'cams',
        imports: [TicketsModule],
        useFactory: () => ({ ...named, dataFiles: 'package' as const, authorize }),
      });
      const policies = class PolicyModule {};
      Module({ imports: [TicketsModule], providers: [TicketPolicy] })(policies);
      host = await UnitHost.start({ adapter, imports: [policies, module] });
      expect((await host.request('/cams/front/state')).status).toBe(403);
      const headers = { ...json, 'X-Ticket': 'open sesame' };
      const answer = await host.request('/cams/front/offer', { method: 'POST', headers, body: offer });
      expect(answer.status).toBe(200);
      expect(host.peers.offers[0]?.permission).toEqual({ viewer: { id: 'ann at front' } });
    },
  );

  it('is given by a link to every route of its stream, and to none of another', async () => {
    const video = await start({ authorize: () => false });
    const viewer = { id: 'guest 7', data: { invitedBy: 'ann' } };
    const url = new URL(
      video.signUrl('front', { expiresIn: 60, viewer, maxRung: 'half', baseUrl: 'https://video.example/' }),
    );
    expect([url.origin, url.pathname]).toEqual(['https://video.example', '/cams/front/']);
    for (const route of routes) {
      const [path] = route;
      expect([path, isRefused(await ask('front', route, url.search))]).toEqual([path, false]);
      const other = await ask('yard', route, url.search);
      expect([path, other.status]).toEqual([path, 403]);
      if (other.text !== '') expect(codeOf(other)).toBe('WGR_LINK_INVALID');
    }
    expect(host.peers.offers).toHaveLength(2);
    for (const { permission } of host.peers.offers) {
      expect(permission).toMatchObject({ viewer, maxRung: 'half' });
      expect(Math.abs(Number(permission?.expiresAt) - Date.now() - 60_000)).toBeLessThan(20_000);
    }
    const clip = video.signUrl('yard', { expiresIn: 60, route: 'clip.mp4?seconds=3' });
    expect(clip).toMatch(/^\/cams\/yard\/clip\.mp4\?seconds=3&wgr-link=/);
    // There is nothing kept, but the link was good.
    expect((await host.request(clip)).status).toBe(404);
  });

  it('is refused to a link that was changed, even where everyone may watch', async () => {
    const video = await start({});
    const url = video.signUrl('front', { expiresIn: 60 });
    expect((await host.request(url)).status).toBe(200);
    const token = url.slice(url.indexOf('=') + 1);
    const [content = '', mac = ''] = token.split('.');
    const longer = Buffer.from(content, 'base64url')
      .toString()
      .replace(/"e":\d+/, '"e":9999999999');
    for (const changed of [
      `${Buffer.from(longer).toString('base64url')}.${mac}`,
      `${content}.${mac.slice(0, -2)}`,
      `${content}.${mac}.`,
      `${content}.${mac}=`,
      `${content}.`,
      content,
      `.${mac}`,
      '',
      'x'.repeat(5000),
    ]) {
      const answer = await host.request(`/cams/front/state?wgr-link=${changed}`);
      expect([changed, answer.status, codeOf(answer)]).toEqual([changed, 403, 'WGR_LINK_INVALID']);
    }
    expect((await host.request(`/cams/front/state?a=b&wgr-link=${token}`)).status).toBe(200);
  });

  it('tells guards of the application of a link', async () => {
    const video = await start({}, { guards: [LinkOrNobody] });
    expect((await host.request('/cams/front/state')).status).toBe(403);
    expect((await host.request(video.signUrl('front', { expiresIn: 60, route: 'state' }))).status).toBe(200);
    const of = (stream: string): string =>
      video.signUrl(stream, { expiresIn: 60, route: 'state' }).replace('/yard/', '/front/');
    expect((await host.request(of('yard'))).status).toBe(403);
  });

  it('by a link is for the one stream of a registration without names as well', async () => {
    const video = await start({ streams: undefined, source: 'test:', authorize: () => false } as never);
    const url = video.signUrl('default', { expiresIn: 60 });
    expect(url).toMatch(/^\/cams\/\?wgr-link=/);
    expect([(await host.request(url)).status, (await host.request('/cams/')).status]).toEqual([200, 403]);
    expect(() => video.signUrl('attic', { expiresIn: 60 })).toThrow(
      expect.objectContaining({ code: 'WGR_STREAM_UNKNOWN' }),
    );
    for (const wrong of [
      { expiresIn: 0 },
      { expiresIn: Number.NaN },
      { expiresIn: 60, viewer: { id: '' } },
      { expiresIn: 60, maxRung: '' },
      { expiresIn: 60, viewer: { id: 'ann', data: 'x'.repeat(5000) } },
    ]) {
      expect(() => video.signUrl('default', wrong)).toThrow(
        expect.objectContaining({ code: 'WGR_OPTION_INVALID' }),
      );
    }
  });
});
