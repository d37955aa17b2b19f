import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { startExample } from '../support/example-app.js';

const sdp = readFileSync(new URL('../fixtures/offers/firefox-vp8.sdp', import.meta.url), 'utf8');
const json = { 'Content-Type': 'application/json' };
const as = (member: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(member).toString('base64')}`,
});

it('019-permissions-and-links lets members, guests and an admin do what its README promises', async () => {
  await using app = await startExample('019-permissions-and-links');
  const request = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(app.url + path, init);
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  };
  const offer = (path: string, headers: object, previousSessionToken?: string) =>
    request(path, {
      method: 'POST',
      headers: { ...headers, ...json },
      body: JSON.stringify({ type: 'offer', sdp, previousSessionToken }),
    });

  const stranger = await request('/cameras/');
  expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Cameras"']);
  const list = await request('/cameras/', { headers: as('bob:let me in') });
  expect([list.status, list.text.includes('yard'), list.text.includes('front')]).toEqual([200, true, false]);
  const refused = await request('/cameras/front/', { headers: as('bob:let me in') });
  expect([refused.status, refused.text]).toEqual([
    403,
    expect.stringContaining('bob has no access to front.'),
  ]);

  const admin = as('ann:open sesame');
  expect((await request('/admin/links/front', { method: 'POST', headers: as('bob:let me in') })).status).toBe(
    401,
  );
  const body = new URLSearchParams({ guest: 'carol' });
  const invited = await request('/admin/links/front', { method: 'POST', headers: admin, body });
  const { pathname, search } = new URL((JSON.parse(invited.text) as { url: string }).url, app.url);
  expect((await request(pathname + search)).status).toBe(200);
  expect((await request(`/cameras/yard/${search}`)).status).toBe(403);

  const joined = await offer(`${pathname}offer${search}`, {});
  const { peerId, sessionToken } = JSON.parse(joined.text) as { peerId: string; sessionToken: string };
  const viewers = await request('/admin/viewers', { headers: admin });
  expect(JSON.parse(viewers.text)).toEqual([
    expect.objectContaining({ peerId, camera: 'front', viewer: 'carol' }),
  ]);
  const removed = await request(`/admin/viewers/${peerId}`, { method: 'DELETE', headers: admin });
  expect(removed.status).toBe(204);
  for (const token of [sessionToken, undefined]) {
    const again = await offer(`${pathname}offer${search}`, {}, token);
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('Come back in a minute')]);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(30);
  }
  expect((await offer('/cameras/front/offer', admin)).status).toBe(200);
}, 60_000);
