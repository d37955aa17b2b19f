import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ServerProcess } from './support/server-process.mjs';

let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start([]);
}, 30_000);

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

const requests: [path: string, method: string, status: number][] = [
  ['', 'GET', 200],
  ['nope', 'GET', 404],
  ['nope', 'HEAD', 404],
  ['nope', 'POST', 404],
  ['nope', 'OPTIONS', 404],
  ['', 'DELETE', 405],
  ['', 'OPTIONS', 204],
  ['offer', 'GET', 405],
  ['offer', 'POST', 415],
  ['static/none.js', 'GET', 404],
  ['static', 'GET', 404],
  ['%E0%A4', 'GET', 404],
  ['static/%E0%A4', 'GET', 400],
  ['state', 'GET', 200],
];

/** Headers of every answer, as curl and other programs ask for it. */
test.each(requests)('%s %s is answered with our headers', async (path, method, status) => {
  const response = await fetch(server.url + path, { method });
  expect(response.status).toBe(status);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(response.headers.get('referrer-policy')).toBe('same-origin');
  expect(response.headers.get('x-powered-by')).toBeNull();
});

test.each([
  ['*/*', 'text/html; charset=utf-8'],
  ['image/avif,image/webp,*/*;q=0.8', 'text/html; charset=utf-8'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/json, text/plain, */*', 'application/json; charset=utf-8'],
  ['application/problem+json', 'application/json; charset=utf-8'],
])('an unknown address is answered to a client that accepts %s with %s', async (accept, type) => {
  for (const path of ['nope', 'static/none.js', 'a/b/c?d=e']) {
    const response = await fetch(server.url + path, { headers: { Accept: accept } });
    // Of files the module says that they are not there, of other addresses Nest.
    const isOurs = path.startsWith('static/') && type.startsWith('application/json');
    const expected = isOurs ? 'application/problem+json; charset=utf-8' : type;
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 404, expected]);
  }
});

test.each([
  ['state', 'GET', 'front/state'],
  ['an offer', 'POST', 'front/offer'],
  ['a session', 'DELETE', 'front/whep/token'],
])(
  'no program that accepts anything is sent a page for %s of a stream that is not there',
  async (_what, method, path) => {
    const response = await fetch(server.url + path, { method });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/json; charset=utf-8',
    ]);
  },
);

test('an address with several slashes in a row is that with one', async () => {
  const { port } = new URL(server.url);
  for (const path of ['/', '/static/css/custom.css', '/state']) {
    expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
  }
});

test('a page that cannot be made is an error page, and JSON to who names it', async () => {
  writeFileSync(join(server.home, '.vidgear/webgear_rtc/templates/index.html'), '{{#if}}');
  await using broken = await ServerProcess.start(['--custom-data-location', server.home]);
  const page = await fetch(broken.url);
  expect([page.status, await page.text()]).toEqual([500, expect.stringMatching(/^<!doctype html>|<main>/i)]);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const json = await fetch(broken.url, { headers: { Accept: 'application/json' } });
  expect(json.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(await json.json()).toMatchObject({ code: 'WGR_TEMPLATE_INVALID', status: 500, instance: '/' });
}, 30_000);
