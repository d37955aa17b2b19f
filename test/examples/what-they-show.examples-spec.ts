import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeVideoFile } from '../../libs/webgear-rtc/src/testing/make-video-file.js';
import { eventually } from '../e2e/support/eventually.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { Viewer } from '../e2e/support/viewer.js';
import { AppProcess } from '../support/app-process.js';
import { colouredArea } from '../support/coloured-area.js';
import { startExample } from '../support/example-app.js';
import { temporaryFolder } from '../support/unit-host.js';
import { watchPage } from '../support/watch-page.js';

const timeoutMs = 60_000;

type Colour = readonly [red: number, green: number, blue: number];
const [card, orange, green, blue]: readonly [Colour, Colour, Colour, Colour] = [
  [32, 37, 74],
  [255, 180, 84],
  [110, 231, 168],
  [122, 184, 255],
];

interface Lamp {
  readonly x: number;
  readonly y: number;
}

/** Where the box is that is painted into the frame, if the lamp is in the middle of it. */
async function boxedLamp(viewer: Viewer): Promise<Lamp | undefined> {
  const box = await colouredArea(viewer.page, [80, 255, 120]);
  if (box.pixels < 100) return undefined;
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const [[red, , blue] = [0, 0, 0]] = await viewer.coloursAt([{ x, y, colour: [255, 220, 150] }]);
  return red > 200 && blue > 100 ? { x, y } : undefined;
}

function isSeen(lamp: Lamp | undefined): lamp is Lamp {
  return lamp !== undefined;
}

interface Counts {
  readonly framesSeen: number;
  readonly framesSent: number;
}

async function read(url: string): Promise<[status: number, text: string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

describe('what the READMEs of the examples promise', () => {
  it(
    '002-existing-app guards the video and nothing else',
    async () => {
      await using app = await startExample('002-existing-app');
      for (const path of ['/api/camera/', '/api/camera/static/js/custom.js']) {
        const response = await fetch(app.url + path);
        expect([response.status, response.headers.get('www-authenticate')]).toEqual([
          401,
          'Basic realm="camera", charset="UTF-8"',
        ]);
      }
      const offer = await fetch(`${app.url}/api/camera/offer`, { method: 'POST' });
      expect(offer.status).toBe(401);
      expect(await read(`${app.url}/api/orders`)).toEqual([
        200,
        JSON.stringify({ orders: ['tea', 'biscuits'], camera: 'idle' }),
      ]);
    },
    timeoutMs,
  );

  it(
    '003-custom-source-di draws for nobody, and shows the pendulum that its controller pushes',
    async () => {
      await using app = await startExample('003-custom-source-di');
      const state = async () => JSON.parse((await read(`${app.url}/pendulum`))[1]) as Record<string, number>;
      expect((await state())['framesDrawn']).toBe(0);
      expect((await fetch(`${app.url}/pendulum/push`, { method: 'POST' })).status).toBe(204);
      await watchPage(`${app.url}/`, {});
      expect((await state())['framesDrawn']).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it(
    '004-two-cameras lists both, and runs neither before it has a viewer',
    async () => {
      await using app = await startExample('004-two-cameras');
      expect(await read(`${app.url}/cameras/`)).toEqual([200, expect.stringMatching(/front\/"[^]*yard\/"/)]);
      expect(await read(`${app.url}/state`)).toEqual([200, '{"front":"idle","yard":"idle"}']);
    },
    timeoutMs,
  );

  it(
    '021-analysis finds the white bar that crosses the film',
    async () => {
      using folder = temporaryFolder();
      const film = join(folder.path, 'film.mp4');
      await makeVideoFile(film, { width: 320, height: 180, framerate: 25, seconds: 20 });
      await using app = await startExample('021-analysis', { SOURCE: film });
      const leaving = new AbortController();
      const { body } = await fetch(`${app.url}/detections`, { signal: leaving.signal });
      const found: { x: number; y: number; score: number }[] = [];
      let text = '';
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) found.push(JSON.parse(/data: (.*)/.exec(event)?.[1] ?? '{}') as never);
        // The bar takes a second from side to side.
        if (found.some(({ x }) => x < 0.3) && found.some(({ x }) => x > 0.6)) break;
      }
      leaving.abort();
      for (const { y, score } of found) {
        // The next brightest quarter of the film has 0.65.
        expect(score).toBeGreaterThan(0.75);
        expect(Math.abs(y - 0.5)).toBeLessThan(0.12);
      }
      expect(await app.stop()).toBe('by itself');
    },
    timeoutMs,
  );

  it(
    '017-cameras-from-a-database adds, changes and removes cameras while it runs',
    async () => {
      using folder = temporaryFolder();
      const cameras = join(folder.path, 'cameras.json');
      writeFileSync(cameras, JSON.stringify([{ name: 'front', url: 'test:' }]));
      await using app = await startExample('017-cameras-from-a-database', { CAMERAS: cameras });
      const change = async (method: string, body?: object): Promise<number> => {
        const headers = { 'Content-Type': 'application/json' };
        const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
        return (await fetch(`${app.url}/admin/cameras/gate`, init)).status;
      };
      expect(await read(`${app.url}/cameras/front/state`)).toEqual([200, '{"state":"idle"}']);
      expect((await read(`${app.url}/cameras/gate/state`))[0]).toBe(404);
      expect(await change('PUT', { url: 'test:?size=320x240' })).toBe(204);
      expect(await read(`${app.url}/cameras/`)).toEqual([200, expect.stringMatching(/front\/"[^]*gate\/"/)]);
      expect(JSON.parse((await read(`${app.url}/admin/cameras`))[1])).toEqual([
        { name: 'front', state: 'idle', viewers: 0 },
        { name: 'gate', state: 'idle', viewers: 0 },
      ]);
      await watchPage(`${app.url}/cameras/gate/`, {});
      expect(await change('PUT', { url: 'test:?size=640x360' })).toBe(204);
      await watchPage(`${app.url}/cameras/gate/`, {});
      expect(await change('DELETE')).toBe(204);
      expect((await read(`${app.url}/cameras/gate/state`))[0]).toBe(404);
    },
    timeoutMs,
  );

  it(
    '005-own-page-and-theme shows its own files, and escapes what it is given',
    async () => {
      await using app = await startExample('005-own-page-and-theme');
      expect(await read(`${app.url}/garden/`)).toEqual([200, expect.stringContaining('Night garden')]);
      expect((await fetch(`${app.url}/garden/static/css/night-garden.css`)).status).toBe(200);
      expect((await fetch(`${app.url}/garden/static/js/player.js`)).status).toBe(200);
      const lost = await fetch(`${app.url}/garden/none`, { headers: { Accept: 'text/html' } });
      expect([lost.status, await lost.text()]).toEqual([404, expect.stringContaining('No path leads here')]);
      expect(await read(`${app.url}/garden/about`)).toEqual([
        200,
        expect.stringContaining('&lt;script&gt; (escaped)'),
      ]);
    },
    timeoutMs,
  );

  it(
    '005-own-page-and-theme plays in a browser, opened with or without a slash at the end',
    async () => {
      await using app = await startExample('005-own-page-and-theme');
      const browser = await launchChromium();
      try {
        for (const path of ['/garden/', '/garden']) {
          await using viewer = await Viewer.open(browser, app.url + path);
          await viewer.waitForFrame();
          expect(viewer.errors).toEqual([]);
        }
      } finally {
        await browser.close();
      }
    },
    timeoutMs,
  );

  it(
    '006-fastify serves its folder of downloads',
    async () => {
      await using app = await startExample('006-fastify');
      expect(await read(`${app.url}/live/downloads/how-to-watch.txt`)).toEqual([
        200,
        expect.stringContaining('Open /live/'),
      ]);
      expect((await fetch(`${app.url}/live/downloads/none.txt`)).status).toBe(404);
    },
    timeoutMs,
  );

  it(
    '007-cli-config serves what its file says, with flags that win over it',
    async () => {
      const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
      const config = inRoot('examples/007-cli-config/camera.yaml');
      const flags = ['--config', config, '--port', '0', '--ipaddress', '127.0.0.1'];
      await using app = await AppProcess.start(inRoot('dist/cli.js'), flags);
      expect(await read(`${app.url}/`)).toEqual([200, expect.stringContaining('<video')]);
      await watchPage(`${app.url}/`);
    },
    timeoutMs,
  );

  it(
    '008-transform-edge-detector changes the frames it shows',
    async () => {
      await using app = await startExample('008-transform-edge-detector');
      await watchPage(`${app.url}/`);
      const stats = JSON.parse((await read(`${app.url}/edges`))[1]) as Record<string, number>;
      expect(stats['framesTransformed']).toBeGreaterThan(2);
      expect(stats['framesFailed']).toBe(0);
      expect((await fetch(`${app.url}/edges/toggle`, { method: 'POST' })).status).toBe(204);
    },
    timeoutMs,
  );

  it(
    '010-dashboard draws what it measures',
    async () => {
      await using app = await startExample('010-dashboard');
      const browser = await launchChromium();
      try {
        await using viewer = await Viewer.open(browser, `${app.url}/`);
        await viewer.waitForFrame();
        const pixelsOf = async (colour: Colour) => (await colouredArea(viewer.page, colour)).pixels;
        const everyPixels = () => Promise.all([card, orange, green, blue].map(pixelsOf));
        // The cards take most of the frame, and each has a curve and a number in a colour of its own.
        const isDrawn = ([cards = 0, ...inks]: number[]) => cards > 400_000 && inks.every((ink) => ink > 300);
        await eventually(everyPixels, isDrawn, 20_000);
      } finally {
        await browser.close();
      }
      // Each measurement stands for a quarter of a second, which a test on a busy machine may miss: another one is made then.
      const delayMs = async () => {
        expect((await fetch(`${app.url}/work`, { method: 'POST' })).status).toBe(204);
        return (
          (JSON.parse((await read(`${app.url}/measurements`))[1]) as Record<string, number>)['delayMs'] ?? 0
        );
      };
      await eventually(delayMs, (longest) => longest > 250, 20_000);
    },
    timeoutMs,
  );

  it(
    '011-overlay-from-frames keeps a box around the lamp, and the video fluent while the detector is slow',
    async () => {
      await using app = await startExample('011-overlay-from-frames');
      const browser = await launchChromium();
      try {
        await using viewer = await Viewer.open(browser, `${app.url}/`);
        await viewer.waitForFrame();
        const first = await eventually(() => boxedLamp(viewer), isSeen, 15_000);
        const hasMoved = (lamp: Lamp | undefined) =>
          isSeen(lamp) && Math.hypot(lamp.x - (first?.x ?? 0), lamp.y - (first?.y ?? 0)) > 0.1;
        await eventually(() => boxedLamp(viewer), hasMoved, 20_000);

        expect((await fetch(`${app.url}/detector/slow`, { method: 'POST' })).status).toBe(204);
        const counts = async () => JSON.parse((await read(`${app.url}/detector`))[1]) as Counts;
        const before = await counts();
        const after = await eventually(
          counts,
          ({ framesSent }) => framesSent - before.framesSent > 40,
          20_000,
        );
        expect(after.framesSeen - before.framesSeen).toBeLessThan((after.framesSent - before.framesSent) / 3);
      } finally {
        await browser.close();
      }
    },
    timeoutMs,
  );
});
