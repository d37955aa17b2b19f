import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamRequests, streamPage, type RequestSettings } from './stream-requests.js';

const document = { baseURI: 'https://host/page/index.html' };

describe('the URL of a route', () => {
  beforeEach(() => void Object.assign(globalThis, { document }));
  afterEach(() => void Reflect.deleteProperty(globalThis, 'document'));

  it.each([
    ['/camera', 'https://host/camera/offer'],
    ['/camera/', 'https://host/camera/offer'],
    ['./', 'https://host/page/offer'],
    ['front?token=a%20b&x#c', 'https://host/page/front/offer?token=a%20b&x'],
    ['https://other/yard/?wgr-link=abc.def', 'https://other/yard/offer?wgr-link=abc.def'],
  ])('of %s is below it, and has its query', (src, address) => {
    expect(new StreamRequests(src).address('offer')).toBe(address);
  });

  it('has its own query before that of the page, which is no part of where the page is', () => {
    const requests = new StreamRequests('front?token=a');
    expect(requests.address('stream.mjpeg?viewer=me')).toBe(
      'https://host/page/front/stream.mjpeg?viewer=me&token=a',
    );
    expect(requests.address('')).toBe('https://host/page/front/?token=a');
    expect(requests.page).toBe('https://host/page/front/');
  });

  it.each([
    ['./', 'https://host/page/?a=b&wgr-link=abc.def', '?wgr-link=abc.def'],
    ['../page/', 'https://host/page?wgr-link=abc.def', '?wgr-link=abc.def'],
    ['./?wgr-link=own', 'https://host/page/?wgr-link=abc.def', '?wgr-link=own'],
    ['../yard/', 'https://host/page/?wgr-link=abc.def', ''],
    ['https://other/page/', 'https://host/page/?wgr-link=abc.def', ''],
    ['./', 'https://host/page/?token=a', ''],
  ])(
    'of %s on %s has the query %j: a link is for the page that was opened with it',
    (src, location, query) => {
      expect(streamPage(src, document.baseURI, location).search).toBe(query);
    },
  );
});

describe('a request of the player', () => {
  let asked: { readonly url: string; readonly init: RequestInit }[];
  const beacons: unknown[][] = [];

  beforeEach(() => {
    asked = [];
    beacons.length = 0;
    Object.assign(globalThis, { document });
    Object.defineProperty(globalThis, 'navigator', {
      configurable: true,
      value: { sendBeacon: (...args: unknown[]) => void beacons.push(args) },
    });
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init = {}) => {
      asked.push({ url: String(url), init });
      return new Response();
    });
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'document');
    Reflect.deleteProperty(globalThis, 'navigator');
  });

  const headersOf = (): Record<string, string> => Object.fromEntries(new Headers(asked.at(-1)?.init.headers));

  it.each([
    [null, 'same-origin'],
    ['anonymous', 'same-origin'],
    ['use-credentials', 'include'],
  ] as const)('with crossorigin %s has the credentials mode %s', async (crossOrigin, credentials) => {
    await new StreamRequests('/camera', { crossOrigin }).fetch('state');
    expect(asked.at(-1)?.init.credentials).toBe(credentials);
  });

  it('has no credentials of the page’s address, with which `fetch` would throw', () => {
    const page = streamPage('/camera', 'https://user:secret@host/');
    expect(page.href).toBe('https://host/camera/');
    expect(new URL('offer', streamPage('https://user:secret@host/camera/', 'https://host/')).href).toBe(
      'https://host/camera/offer',
    );
  });

  it('has the headers that the page makes for each, besides its own', async () => {
    let serial = 0;
    const requestHeaders = async () => ({
      Authorization: `Bearer ${++serial}`,
      'Content-Type': 'text/plain',
    });
    const requests = new StreamRequests('/camera', { requestHeaders });
    await requests.fetch('state');
    expect(headersOf()).toMatchObject({ authorization: 'Bearer 1' });
    await requests.fetch('offer', { method: 'POST', headers: { 'Content-Type': 'application/json' } });
    expect(headersOf()).toEqual({ authorization: 'Bearer 2', 'content-type': 'application/json' });
  });

  it('that ends a session is a beacon, or has the last headers where a beacon could not have them', async () => {
    const settings: { -readonly [Name in keyof RequestSettings]: RequestSettings[Name] } = {};
    const requests = new StreamRequests('/camera?token=a', settings);
    requests.send('close_connection', 'body');
    expect(beacons).toEqual([['https://host/camera/close_connection?token=a', 'body']]);
    settings.requestHeaders = () => ({ Authorization: 'Bearer x' });
    await requests.fetch('state');
    requests.send('close_connection', 'body');
    expect([beacons.length, asked.at(-1)?.url, asked.at(-1)?.init]).toEqual([
      1,
      'https://host/camera/close_connection?token=a',
      expect.objectContaining({ method: 'POST', body: 'body', keepalive: true }),
    ]);
    expect(headersOf()).toEqual({ authorization: 'Bearer x' });
  });

  describe('that are sent to another server of a cluster', () => {
    const placed = 'https://edge/cams/front/offer?token=a&placed=1';
    let answers: Response[];

    beforeEach(() => {
      answers = [];
      jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init = {}) => {
        asked.push({ url: String(url), init });
        const answer = answers.shift() ?? new Response();
        if (answer.type === 'error') throw new TypeError('failed');
        return answer;
      });
    });

    afterEach(() => void jest.restoreAllMocks());

    const redirected = (status = 200, url = placed): Response =>
      Object.defineProperties(new Response(null, { status }), {
        url: { value: url },
        redirected: { value: true },
      });

    it('go to it until the next offer, with the query of the page', async () => {
      const requests = new StreamRequests('/camera?token=a');
      answers = [redirected()];
      await requests.offer({ method: 'POST' });
      await requests.fetch('quality');
      requests.send('close_connection', 'body');
      expect([asked.at(-1)?.url, beacons.at(-1)?.[0]]).toEqual([
        'https://edge/cams/front/quality?token=a',
        'https://edge/cams/front/close_connection?token=a',
      ]);
      await requests.offer({ method: 'POST' });
      expect(asked.at(-1)?.url).toBe('https://host/camera/offer?token=a');
      expect(requests.address('quality')).toBe('https://host/camera/quality?token=a');
    });

    it('go to the server of the page again when it does not answer', async () => {
      const requests = new StreamRequests('/camera');
      answers = [redirected(), Response.error()];
      await requests.offer({});
      await expect(requests.fetch('quality')).rejects.toThrow('failed');
      expect(requests.address('quality')).toBe('https://host/camera/quality');
    });

    it('have the headers of the page, which a browser leaves out of what is redirected', async () => {
      const requestHeaders = (): HeadersInit => ({ Authorization: 'Bearer x' });
      const requests = new StreamRequests('/camera', { requestHeaders });
      answers = [redirected(401)];
      expect((await requests.offer({ method: 'POST' })).status).toBe(200);
      expect(asked.at(-1)?.url).toBe('https://edge/cams/front/offer?placed=1');
      expect(headersOf()).toEqual({ authorization: 'Bearer x' });
    });

    it('are not those that a login page answers', async () => {
      const requests = new StreamRequests('/camera');
      answers = [redirected(200, 'https://login/offer?back=placed')];
      await requests.offer({});
      expect(requests.address('quality')).toBe('https://host/camera/quality');
    });
  });
});
