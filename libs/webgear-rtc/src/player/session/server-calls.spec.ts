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

describe('the request for an ICE restart', () => {
  beforeEach(() => {
    jest.restoreAllMocks();
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'document');
  });

  it.each<[string, () => Response, string, boolean]>([
    ['a fragment', () => new Response('a=ice-pwd:new\r\n'), 'a=ice-pwd:new\r\n', true],
    [
      'a session that has ended',
      () => Response.json({ code: 'WGR_SESSION_UNKNOWN' }, { status: 404 }),
      'ended',
      true,
    ],
    ['a server that is down', () => new Response('', { status: 503 }), 'unreachable', true],
    ['a guard that refuses', () => new Response('', { status: 403 }), '', true],
    ['a server without such a route', () => new Response('', { status: 404 }), '', false],
    ['a method it does not know', () => new Response('', { status: 405 }), '', false],
    ['a page', () => new Response('<!doctype html>'), '', true],
  ])('understands %s', async (_name, answer, expected, isMadeAgain) => {
    Object.assign(globalThis, { document: { baseURI: 'https://video.example/' } });
    const asked = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => answer());
    const calls = new ServerCalls('camera');
    expect(await calls.restartIce('s/1', 'a=ice-ufrag:abcd\r\n')).toEqual(expected);
    expect(asked.mock.calls[0]?.[0]).toBe('https://video.example/camera/whep/s%2F1');
    expect(asked.mock.calls[0]?.[1]?.headers).toMatchObject({ 'If-Match': '*' });
    await calls.restartIce('s/1', '');
    expect(asked.mock.calls).toHaveLength(isMadeAgain ? 2 : 1);
    asked.mockRestore();
  });
});
