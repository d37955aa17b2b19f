import { ForbiddenException, Inject, Injectable, Module } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  AccessHost,
  accessRoutes,
  codeOf,
  json,
  offer,
  twoStreams,
} from '../../../../../test/support/access-host.js';
import { adapters, UnitHost } from '../../../../../test/support/unit-host.js';
import type {
  AccessPolicy,
  AuthorizeSource,
  ViewDecision,
  ViewRequest,
} from '../../options/access-options.interface.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

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

describe.each(adapters)('access to streams under %s', (adapter) => {
  it('is asked for each route of a stream, with what it is for, and refused in the form of the route', async () => {
    const asked: unknown[] = [];
    await using app = await AccessHost.start(adapter, {
      authorize: (_request, stream, purpose) => {
        asked.push([stream, purpose]);
        return { allow: false, status: stream === 'front' ? 401 : 403, message: 'Members only.' };
      },
    });
    for (const stream of ['front', 'yard']) {
      for (const route of accessRoutes) {
        const [path, { method }, purpose] = route;
        const answer = await app.ask(stream, route);
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
    const page = await app.host.request('/cams/yard/', { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.text).toContain('Members only.');
    expect([app.host.peers.offers, asked]).toEqual([[], [['yard', 'page']]]);
  });

  it('is not asked for files, the script of a page, sessions and unknown streams', async () => {
    await using app = await AccessHost.start(adapter, { authorize: () => false });
    expect((await app.host.request('/cams/static/js/custom.js')).status).toBe(200);
    expect((await app.host.request('/cams/front?webgear-rtc-script=address')).status).toBe(200);
    expect((await app.host.request('/cams/attic/state')).status).toBe(404);
    const token = JSON.stringify({ sessionToken: 'secret-1' });
    for (const route of ['quality', 'close_connection']) {
      const init = { method: 'POST', headers: json, body: token };
      expect((await app.host.request(`/cams/front/${route}`, init)).status).toBe(200);
    }
    expect((await app.host.request('/cams/front/whep/secret-1', { method: 'OPTIONS' })).status).toBe(204);
    expect((await app.host.request('/cams/front/whep/unknown', { method: 'DELETE' })).status).toBe(404);
    expect(app.host.peers.closedTokens).toEqual(['secret-1']);
  });

  it('is not asked for a preflight, which has no credentials, and its refusal can be read by the page', async () => {
    const origin = 'https://app.example';
    const asked: unknown[] = [];
    const authorize = (...request: unknown[]): boolean => asked.push(request) < 0;
    await using app = await AccessHost.start(adapter, { authorize, allowedOrigins: [origin] });
    for (const route of ['offer', 'whep', 'whep/secret-1', 'state']) {
      const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
      const answer = await app.host.request(`/cams/front/${route}`, { method: 'OPTIONS', headers });
      expect([route, answer.status, asked]).toEqual([route, 204, []]);
    }
    const refused = await app.host.request('/cams/front/state', { headers: { Origin: origin } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, origin]);
    expect(refused.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('is asked for the end of all sessions of a stream, which needs no secret', async () => {
    await using app = await AccessHost.start(adapter, { authorize: () => false, enableLiveBroadcast: false });
    const answer = await app.host.request('/cams/front/close_connection', { method: 'POST', body: '1' });
    expect([answer.status, app.host.peers.closedStreams]).toEqual([403, 0]);
  });

  it('gives a viewer what it may do, which is with its offer', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const data = { roles: ['guest'] };
    await using app = await AccessHost.start(adapter, {
      authorize: async ({ headers }) => ({
        allow: true,
        viewer: { id: String(headers['x-name']), data },
        maxRung: 'half',
        expiresAt,
      }),
    });
    await app.host.request('/cams/front/offer', {
      method: 'POST',
      headers: { ...json, 'X-Name': 'ann' },
      body: offer,
    });
    await app.host.request('/cams/yard/whep', {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', 'X-Name': 'bob' },
      body: 'v=0 offer',
    });
    const permissions = app.host.peers.offers.map(({ permission }) => permission);
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
    await using app = await AccessHost.start(adapter, { authorize: authorize as AccessPolicy['authorize'] });
    const answer = await app.host.request('/cams/front/offer', {
      method: 'POST',
      headers: json,
      body: offer,
    });
    expect([answer.status, codeOf(answer)]).toEqual([500, 'WGR_AUTHORIZE_FAILED']);
    expect(answer.text).not.toContain('database');
    expect(app.host.peers.offers).toEqual([]);
  });

  it('that has ended already is refused, and exceptions of Nest go to the filters of the application', async () => {
    await using app = await AccessHost.start(adapter, {
      authorize: (_request, stream) => {
        if (stream === 'front') return { allow: true, expiresAt: Date.now() - 1 };
        throw new ForbiddenException('closed today');
      },
    });
    expect(codeOf(await app.host.request('/cams/front/state'))).toBe('WGR_ACCESS_DENIED');
    const answer = await app.host.request('/cams/yard/state');
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([403, { message: 'closed today' }]);
  });

  it('decides which streams are in the list', async () => {
    await using app = await AccessHost.start(adapter, {
      authorize: ({ headers }, stream) => headers['x-only'] === stream,
    });
    const html = { Accept: 'text/html' };
    const list = await app.host.request('/cams', { headers: { ...html, 'X-Only': 'yard' } });
    expect(list.status).toBe(200);
    expect(list.text).toContain('yard');
    expect(list.text).not.toContain('front');
    expect((await app.host.request('/cams', { headers: html })).status).toBe(403);
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
        useFactory: () => ({ ...twoStreams, dataFiles: 'package' as const, authorize }),
      });
      const policies = class PolicyModule {};
      Module({ imports: [TicketsModule], providers: [TicketPolicy] })(policies);
      await using host = await UnitHost.start({ adapter, imports: [policies, module] });
      expect((await host.request('/cams/front/state')).status).toBe(403);
      const headers = { ...json, 'X-Ticket': 'open sesame' };
      const answer = await host.request('/cams/front/offer', { method: 'POST', headers, body: offer });
      expect(answer.status).toBe(200);
      expect(host.peers.offers[0]?.permission).toEqual({ viewer: { id: 'ann at front' } });
    },
  );
});
