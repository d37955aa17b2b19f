import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import type { EncodedFrame } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { WebGearRtcService } from '../../libs/webgear-rtc/src/webgear-rtc.service.js';
import { CaptureHost } from '../support/capture-host.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { StubWhepServer } from './publishers/stub-whep-server.js';

const size = { width: 320, height: 180 };

describe('a WHEP server of another kind', () => {
  let frames: readonly EncodedFrame[];
  let server: StubWhepServer;
  let host: CaptureHost | undefined;
  let port = 0;

  beforeAll(async () => {
    frames = await encodeFrames('h264', { ...size, framerate: 25, count: 100 });
  }, 30_000);

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    host = undefined;
    server[Symbol.dispose]();
  });

  // Ends the threads of the library, which would keep the process up.
  afterAll(() => cleanup());

  async function start(behaviour: string, credentials = ''): Promise<WebGearRtcService> {
    server = new StubWhepServer(frames, 25);
    port = await server.listen();
    const source = `whep://${credentials}127.0.0.1:${port}/${behaviour}/whep`;
    host = await CaptureHost.start({ source, udpPort: 0 });
    return host.app.get(WebGearRtcService);
  }

  test('that is late, redirects, begins the handshake and is lost is played all the same', async () => {
    const service = await start('late', 's3cret@');
    const came: EncodedFrame[] = [];
    const watching = service
      .encodedFrames$('h264')
      .subscribe((frame) => frame.width === size.width && came.push(frame));
    await until(
      () => `frames after ${server.requests.join(', ')}`,
      () => came.length > 20,
      20_000,
    );
    expect(server.requests).toEqual(['POST /late/whep', 'POST /late/whep', 'POST /cam/whep']);
    expect(server.authorization).toBe('Bearer s3cret');
    expect(came[0]?.keyFrame).toBe(true);
    expect(service.stats().renditions).toContainEqual(
      expect.objectContaining({ passthrough: true, rung: 'source' }),
    );
    const before = came.length;
    server.drop();
    await until('frames of a second session', () => came.length > before + 20, 30_000);
    watching.unsubscribe();
    await until('the end of the session', () => server.sessionCount === 0);
    expect(server.requests.at(-1)).toMatch(/^DELETE \/cam\/session\/\d+$/);
  }, 60_000);

  test.each(['hangs', 'garbage', 'nobody'])(
    'that %s costs viewers a slate and nothing else',
    async (behaviour) => {
      const service = await start(behaviour);
      const slates: EncodedFrame[] = [];
      const watching = service.encodedFrames$('h264').subscribe((frame) => slates.push(frame));
      await until('a slate', () => slates.length > 0, 15_000);
      expect(slates[0]?.width).not.toBe(size.width);
      watching.unsubscribe();
      await host?.[Symbol.asyncDispose]();
      host = undefined;
    },
    40_000,
  );
});
