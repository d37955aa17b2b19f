import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServerCalls } from './server-calls.js';

const preferences = { maxHeight: 240, hidden: false, rung: null };

describe('the request for a quality', () => {
  let answer: () => Response;
  let asked: { readonly url: string; readonly body: unknown }[];
  let calls: ServerCalls;

  beforeEach(() => {
    asked = [];
    Object.assign(globalThis, { document: { baseURI: 'https://video.example/' } });
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      asked.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return answer();
    });
    calls = new ServerCalls('camera');
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'document');
  });

  const json = (status: number, body: unknown) => (): Response => Response.json(body, { status });
  const ask = () => calls.quality('secret', preferences);

  it('has the token and what the player wants', async () => {
    answer = json(200, { rung: 'half', rungs: [], tooSlow: true });
    expect(await ask()).toEqual({ rung: 'half', rungs: [], tooSlow: true });
    expect(asked).toEqual([
      { url: 'https://video.example/camera/quality', body: { sessionToken: 'secret', ...preferences } },
    ]);
  });

  it.each([
    ['404', json(404, { code: 'WGR_PAGE_NOT_FOUND' })],
    ['404 without JSON', () => new Response('Not Found', { status: 404 })],
    ['405', json(405, {})],
    ['501', json(501, {})],
    ['a page', () => new Response('<!doctype html>')],
    ['JSON of another kind', json(200, 'OK')],
    ['null', json(200, null)],
    ['rungs without names', json(200, { rungs: [{}] })],
    ['rungs that are none', json(200, { rungs: 'full' })],
  ])('is never made again after %s: the server has no such route', async (_name, said) => {
    answer = said;
    expect(await ask()).toBeUndefined();
    expect(await ask()).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a session that has ended', json(404, { code: 'WGR_SESSION_UNKNOWN' })],
    ['a guard that refuses', json(403, {})],
    ['a server that is down', json(503, {})],
    [
      'no server',
      (): Response => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('is made again after %s', async (_name, said) => {
    answer = said;
    expect(await ask()).toBeUndefined();
    answer = json(200, { tooSlow: false });
    expect(await ask()).toEqual({ tooSlow: false });
  });
});
