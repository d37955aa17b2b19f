import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { startExample } from '../support/example-app.js';
import { watchPage } from '../support/watch-page.js';

const timeoutMs = 60_000;

describe('an example with metadata and a control', () => {
  it(
    '020-detections-overlay tells with its frames where the lamp is, and turns for those who watch',
    async () => {
      await using app = await startExample('020-detections-overlay');
      const camera = `${app.url}/camera`;
      expect(await (await fetch(`${app.url}/`)).text()).toContain('<webgear-player');
      const offer = readFileSync(new URL('../fixtures/offers/firefox-vp8.sdp', import.meta.url), 'utf8');
      const post = async (route: string, body: object): Promise<[number, Record<string, unknown>]> => {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(`${camera}/${route}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        return [response.status, (await response.json()) as Record<string, unknown>];
      };
      const ending = new AbortController();
      const events = await fetch(`${camera}/metadata`, { signal: ending.signal });
      const watching = watchPage(`${camera}/`);
      const messages = (events.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!/"boxes":\[\{"x":[\d.]+.*"position":/.test(text)) text += (await messages.read()).value ?? '';
      await watching;
      ending.abort();

      const [, { sessionToken }] = await post('offer', { type: 'offer', sdp: offer });
      const control = (name: string, value?: unknown, kind?: string): ReturnType<typeof post> =>
        post('control', { sessionToken, name, value, kind });
      expect(await control('pan', 1, 'motion')).toEqual([200, { deadManMs: 400 }]);
      expect((await control('pan', 2, 'motion'))[0]).toBe(400);
      expect(await control('home')).toEqual([200, { result: { position: 0 } }]);
    },
    timeoutMs,
  );
});
