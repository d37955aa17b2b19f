import { expect, test } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { Firefox } from './support/firefox.js';
import { ReportingPage } from './support/reporting-page.js';

/** A first start makes a profile and reads a hundred megabytes of program. */
const startMs = 60_000;

test('Firefox plays the page', async () => {
  await using host = await HostApp.start({
    source: 'test:bars2',
    resolution: [640, 480],
    frameSizeReduction: 0,
  });
  using page = await ReportingPage.start(host.url);
  await using _firefox = new Firefox(page.url);
  const first = await eventually(
    () => page.report,
    (report) => (report?.frames ?? 0) >= 15,
    startMs,
  );
  const later = await eventually(
    () => page.report,
    (report) => (report?.frames ?? 0) >= (first?.frames ?? 0) + 30,
    startMs,
  );
  expect(later).toMatchObject({ problems: [], codec: 'video/VP8', width: 640, height: 480 });
  expect(later?.browser).toContain('Firefox/');
  // Not one flat colour: the frame itself came through.
  expect(later?.shades).toBeGreaterThan(20);
  const elapsed = (later?.seconds ?? 0) - (first?.seconds ?? 0);
  expect(elapsed).toBeGreaterThan(0.5);
  expect(elapsed).toBeLessThan(10);
}, 150_000);
