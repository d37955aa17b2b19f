import { expect, test } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const tile = `<!doctype html><script type="module" src="/static/js/webgear-player.js"></script>
  <webgear-player src="/" no-audio style="width: 320px; height: 180px"></webgear-player>
  <script>
    const player = document.querySelector('webgear-player');
    player.addEventListener('firstframe', () => {
      const { videoWidth, videoHeight } = player.querySelector('video') ?? player.shadowRoot.querySelector('video');
      noteSize(videoWidth + 'x' + videoHeight);
    });
  </script>`;

test('a tile that wakes a stream has its rung from the first frame on, and nothing is encoded for the best', async () => {
  let isConnected = (): void => undefined;
  const connected = new Promise<void>((resolve) => (isConnected = resolve));
  const data = Buffer.alloc(640 * 360 * 3, 90);
  // Its size is not known before: every viewer begins with the best rung.
  const customStream = {
    start: () => connected,
    read: () => ({ data, width: 640, height: 360, format: 'bgr24' as const }),
  };
  await using large = await HostApp.start({ customStream, frameSizeReduction: 0 });
  const events = large.service.viewerJoined$.subscribe(() => isConnected());
  await using browser = await launchChromium();
  const page = await browser.newPage();
  const sizes: string[] = [];
  await page.exposeFunction('noteSize', (size: string) => sizes.push(size));
  await page.route('**/tile', (route) => route.fulfill({ contentType: 'text/html', body: tile }));
  await page.goto(`${large.url}tile`);
  await eventually(
    () => sizes.length,
    (length) => length > 0,
    15_000,
  );
  expect(sizes).toEqual(['320x180']);
  const encoded = large.service
    .stats()
    .renditions.map(({ rung, framesEncoded }) => [rung, framesEncoded > 0]);
  expect(encoded).toEqual([['half', true]]);
  events.unsubscribe();
}, 40_000);
