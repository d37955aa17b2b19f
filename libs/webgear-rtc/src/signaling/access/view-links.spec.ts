import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AccessHost, accessRoutes, codeOf } from '../../../../../test/support/access-host.js';
import { adapters } from '../../../../../test/support/unit-host.js';
import { getStreamName } from '../../pages/registration-controller.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

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

describe.each(adapters)('access by links under %s', (adapter) => {
  it('is given by a link to every route of its stream, and to none of another', async () => {
    await using app = await AccessHost.start(adapter, { authorize: () => false });
    const viewer = { id: 'guest 7', data: { invitedBy: 'ann' } };
    const url = new URL(
      app.video.signUrl('front', {
        expiresIn: 60,
        viewer,
        maxRung: 'half',
        baseUrl: 'https://app.video.example/',
      }),
    );
    expect([url.origin, url.pathname]).toEqual(['https://app.video.example', '/cams/front/']);
    for (const route of accessRoutes) {
      const [path] = route;
      const { status } = await app.ask('front', route, url.search);
      expect([path, [401, 403].includes(status)]).toEqual([path, false]);
      const other = await app.ask('yard', route, url.search);
      expect([path, other.status]).toEqual([path, 403]);
      expect([undefined, 'WGR_LINK_INVALID']).toContain(codeOf(other));
    }
    expect(app.host.peers.offers).toHaveLength(2);
    for (const { permission } of app.host.peers.offers) {
      expect(permission).toMatchObject({ viewer, maxRung: 'half' });
      expect(Math.abs(Number(permission?.expiresAt) - Date.now() - 60_000)).toBeLessThan(20_000);
    }
    const clip = app.video.signUrl('yard', { expiresIn: 60, route: 'clip.mp4?seconds=3' });
    expect(clip).toMatch(/^\/cams\/yard\/clip\.mp4\?seconds=3&wgr-link=/);
    // There is nothing kept, but the link was good.
    expect((await app.host.request(clip)).status).toBe(404);
  });

  it('is refused to a link that was changed, even where everyone may watch', async () => {
    await using app = await AccessHost.start(adapter, {});
    const url = app.video.signUrl('front', { expiresIn: 60 });
    expect((await app.host.request(url)).status).toBe(200);
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
      const answer = await app.host.request(`/cams/front/state?wgr-link=${changed}`);
      expect([changed, answer.status, codeOf(answer)]).toEqual([changed, 403, 'WGR_LINK_INVALID']);
    }
    expect((await app.host.request(`/cams/front/state?a=b&wgr-link=${token}`)).status).toBe(200);
  });

  it('tells guards of the application of a link', async () => {
    await using app = await AccessHost.start(adapter, {}, { guards: [LinkOrNobody] });
    expect((await app.host.request('/cams/front/state')).status).toBe(403);
    expect(
      (await app.host.request(app.video.signUrl('front', { expiresIn: 60, route: 'state' }))).status,
    ).toBe(200);
    const of = (stream: string): string =>
      app.video.signUrl(stream, { expiresIn: 60, route: 'state' }).replace('/yard/', '/front/');
    expect((await app.host.request(of('yard'))).status).toBe(403);
  });

  it('by a link is for the one stream of a registration without names as well', async () => {
    await using app = await AccessHost.start(adapter, {
      streams: undefined,
      source: 'test:',
      authorize: () => false,
    } as never);
    const url = app.video.signUrl('default', { expiresIn: 60 });
    expect(url).toMatch(/^\/cams\/\?wgr-link=/);
    expect([(await app.host.request(url)).status, (await app.host.request('/cams/')).status]).toEqual([
      200, 403,
    ]);
    expect(() => app.video.signUrl('attic', { expiresIn: 60 })).toThrow(
      expect.objectContaining({ code: 'WGR_STREAM_UNKNOWN' }),
    );
    for (const wrong of [
      { expiresIn: 0 },
      { expiresIn: Number.NaN },
      { expiresIn: 60, viewer: { id: '' } },
      { expiresIn: 60, maxRung: '' },
      { expiresIn: 60, viewer: { id: 'ann', data: 'x'.repeat(5000) } },
    ]) {
      expect(() => app.video.signUrl('default', wrong)).toThrow(
        expect.objectContaining({ code: 'WGR_OPTION_INVALID' }),
      );
    }
  });
});
