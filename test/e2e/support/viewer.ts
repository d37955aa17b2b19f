import type { Browser, BrowserContext, Page } from 'playwright-core';
import { watchLoad } from '../../bench/machine-load.mjs';
import { noteRepetition } from '../../support/repetition.js';
import { numberBand, numberBits, type ColouredSpot, type Rgb } from './test-frame.js';

/** One frame as it came on screen. */
export interface SeenFrame {
  /** Browser time in milliseconds. */
  readonly atMs: number;
  /** The number drawn into it. */
  readonly frameNumber: number;
}

/** What `getStats()` says of the video this viewer receives. */
export interface InboundVideo {
  readonly mimeType: string;
  readonly framesDecoded: number;
  readonly packetsReceived: number;
}

/** Share of a machine's time that its host may keep during a measurement. */
const largestSteal = 0.05;
const mostRepetitions = 3;

/** Runs in the page before its scripts: keeps its peer connections where a test finds them. */
function keepConnections(): void {
  const connections: RTCPeerConnection[] = [];
  Object.assign(globalThis, { connections });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      connections.push(this);
    }
  };
}

/** A browser tab on the page of the server, in a profile of its own. */
export class Viewer implements AsyncDisposable {
  private constructor(
    private readonly context: BrowserContext,
    /** The tab itself, for what only one test needs. */
    readonly page: Page,
    /** Errors the page raised or logged. */
    readonly errors: readonly string[],
  ) {}

  /** Opens a tab; `prepare` runs in it before any script of the page. */
  static async open(browser: Browser, url: string, prepare?: () => void): Promise<Viewer> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(keepConnections);
    if (prepare !== undefined) await page.addInitScript(prepare);
    await page.goto(url);
    return new Viewer(context, page, errors);
  }

  /** What the page receives now. */
  async inboundVideo(): Promise<InboundVideo> {
    const reports = await this.reports();
    const inbound = reports.find((report) => report['type'] === 'inbound-rtp' && report['kind'] === 'video');
    const codec = reports.find((report) => report['id'] === inbound?.['codecId']);
    return {
      mimeType: String(codec?.['mimeType']),
      framesDecoded: Number(inbound?.['framesDecoded']),
      packetsReceived: Number(inbound?.['packetsReceived']),
    };
  }

  /** Where the page sends to: an address of the server (`host`), one at its relay (`relay`), … */
  async remoteCandidateType(): Promise<string> {
    const reports = await this.reports();
    const transport = reports.find((report) => report['type'] === 'transport');
    const pair = reports.find((report) => report['id'] === transport?.['selectedCandidatePairId']);
    return String(reports.find((report) => report['id'] === pair?.['remoteCandidateId'])?.['candidateType']);
  }

  /** What `getStats()` says of the newest connection of the page. */
  private async reports(): Promise<Record<string, unknown>[]> {
    return this.page.evaluate(async () => {
      const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
      return [...((await connections.at(-1)?.getStats())?.values() ?? [])] as Record<string, unknown>[];
    });
  }

  /** Resolves when two frames more than now have come on screen. */
  async waitForFrame(timeoutMs = 15_000): Promise<void> {
    await this.page.evaluate(
      (limitMs) =>
        new Promise<void>((resolve, reject) => {
          const video = document.querySelector('video');
          if (video === null) {
            reject(new Error('The page has no video element.'));
            return;
          }
          const timer = setTimeout(() => reject(new Error(`No frame within ${limitMs} ms.`)), limitMs);
          video.requestVideoFrameCallback(() =>
            video.requestVideoFrameCallback(() => {
              clearTimeout(timer);
              resolve();
            }),
          );
        }),
      timeoutMs,
    );
  }

  /** Size of the video in pixels, as the browser decoded it. */
  async videoSize(): Promise<{ width: number; height: number }> {
    return this.page.evaluate(() => {
      const video = document.querySelector('video');
      return { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 };
    });
  }

  /** Colours on screen at some spots, each the mean of 4x4 pixels. */
  async coloursAt(spots: readonly ColouredSpot[]): Promise<Rgb[]> {
    return this.page.evaluate((wanted) => {
      const video = document.querySelector('video');
      const canvas = document.createElement('canvas');
      canvas.width = video?.videoWidth ?? 1;
      canvas.height = video?.videoHeight ?? 1;
      const context = canvas.getContext('2d');
      if (video === null || context === null) throw new Error('There is nothing to look at.');
      context.drawImage(video, 0, 0);
      return wanted.map(({ x, y }): [number, number, number] => {
        const { data } = context.getImageData(x * canvas.width - 2, y * canvas.height - 2, 4, 4);
        const mean = (channel: number): number =>
          data.reduce((sum, value, index) => (index % 4 === channel ? sum + value : sum), 0) / 16;
        return [mean(0), mean(1), mean(2)];
      });
    }, spots);
  }

  /**
   * Every frame that comes on screen for a while, with the number drawn into it. A measurement during which the host of
   * the machine kept its time says nothing: it is repeated, which the report names.
   */
  async watch(durationMs: number): Promise<readonly SeenFrame[]> {
    for (let again = mostRepetitions; ; again -= 1) {
      const load = watchLoad({});
      const seen = await this.watchOnce(durationMs);
      const { steal } = load();
      if (again === 0 || !(steal > largestSteal)) return seen;
      noteRepetition(`the host kept ${(steal * 100).toFixed(0)} % of the machine's time`, true);
    }
  }

  private async watchOnce(durationMs: number): Promise<readonly SeenFrame[]> {
    return this.page.evaluate(
      ({ duration, bits, middle }) =>
        new Promise<{ atMs: number; frameNumber: number }[]>((resolve, reject) => {
          const video = document.querySelector('video');
          const canvas = document.createElement('canvas');
          canvas.width = bits * 4;
          canvas.height = 1;
          const context = canvas.getContext('2d', { willReadFrequently: true });
          if (video === null || context === null) {
            reject(new Error('There is nothing to look at.'));
            return;
          }
          const seen: { atMs: number; frameNumber: number }[] = [];
          setTimeout(() => resolve(seen), duration);
          const look = (atMs: number): void => {
            context.drawImage(
              video,
              0,
              middle * video.videoHeight,
              video.videoWidth,
              1,
              0,
              0,
              canvas.width,
              1,
            );
            const { data } = context.getImageData(0, 0, canvas.width, 1);
            let frameNumber = 0;
            for (let bit = 0; bit < bits; bit += 1) {
              frameNumber = frameNumber * 2 + ((data[(bit * 4 + 2) * 4] ?? 0) > 127 ? 1 : 0);
            }
            seen.push({ atMs, frameNumber });
            video.requestVideoFrameCallback(look);
          };
          video.requestVideoFrameCallback(look);
        }),
      { duration: durationMs, bits: numberBits, middle: (numberBand.top + numberBand.bottom) / 2 },
    );
  }

  /** Closes the tab, as a visitor would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}
