import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { config, map, type Observable } from 'rxjs';
import { eventually } from '../../../test/e2e/support/eventually.js';
import { CaptureHost, planarImage } from '../../../test/support/capture-host.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

const SOON_MS = 5000;

/** The application's own code throws where it is called. */
describe('an application that throws', () => {
  let lines: unknown[][];
  let unhandled: unknown[];

  beforeEach(() => {
    [lines, unhandled] = [[], []];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((...line: unknown[]) => void lines.push(line));
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    // What RxJS would throw from a timer ends the process.
    config.onUnhandledError = (error) => unhandled.push(error);
  });

  afterEach(() => {
    config.onUnhandledError = null;
    jest.restoreAllMocks();
    expect(unhandled).toEqual([]);
  });

  const start = () =>
    CaptureHost.start({
      streams: { yard: { customStream: () => Array.from({ length: 40 }, () => planarImage(1, 2, 3)) } },
    });

  it.each([
    ['frames$', (service: WebGearRtcService): Observable<unknown> => service.frames$('yard')],
    [
      'encodedFrames$',
      (service: WebGearRtcService): Observable<unknown> => service.encodedFrames$('h264', 'yard'),
    ],
    ['state$', (service: WebGearRtcService): Observable<unknown> => service.state$('yard')],
  ])('in a subscriber of %s is told so once, by stream, and hears of the rest', async (method, values$) => {
    await using host = await start();
    const service = host.app.get(WebGearRtcService);
    let [seen, others, piped] = [0, 0, 0];
    values$(service).subscribe(() => {
      seen++;
      throw new Error('no width');
    });
    values$(service)
      .pipe(map(() => piped++))
      .subscribe({
        next: () => {
          throw new Error('no height');
        },
      });
    values$(service).subscribe(() => others++);
    const keptOpen = service.frames$('yard').subscribe();
    await eventually(
      () => Math.min(seen, others, piped),
      (count) => count >= 2,
      SOON_MS,
    );
    keptOpen.unsubscribe();
    const messages = lines.map(([message]) => message);
    expect(messages.sort()).toEqual([
      `Stream "yard": a subscriber of ${method} threw: no height`,
      `Stream "yard": a subscriber of ${method} threw: no width`,
    ]);
    expect(lines[0]?.[1]).toContain('throwing-application.spec');
  });

  it('in its source is told the stream and the place', async () => {
    const read = (): never => {
      throw new TypeError("Cannot read properties of undefined (reading 'width')");
    };
    await using host = await CaptureHost.start({
      streams: { yard: { customStream: { read, stop: () => undefined } } },
    });
    host.app.get(WebGearRtcService).frames$('yard').subscribe();
    await eventually(
      () => lines,
      (written) => written.length > 0,
      SOON_MS,
    );
    const text = String(lines[0]?.[0]);
    expect(text).toMatch(/^Stream "yard": "customStream|^Stream "yard": /);
    expect(text).toContain("reading 'width'");
    expect(text).toContain('throwing-application.spec');
  });
});
