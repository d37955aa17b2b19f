import { afterEach, describe, expect, it } from '@jest/globals';
import { CaptureHost } from '../../../../../test/support/capture-host.js';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { StreamState } from '../../media/stream-stats.js';
import { until } from '../../testing/until.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

let hosts: CaptureHost[] = [];

async function start(...options: Parameters<typeof CaptureHost.start>): Promise<CaptureHost> {
  const host = await CaptureHost.start(...options);
  hosts.push(host);
  return host;
}

afterEach(async () => {
  for (const host of hosts.toReversed()) await host[Symbol.asyncDispose]();
  hosts = [];
});

const size = [320, 240] as const;
const origin = { source: 'test:', resolution: size, frameSizeReduction: 0, udpPort: 0 } as const;

async function listen({ app }: CaptureHost, port = 0): Promise<number> {
  await app.listen(port, '127.0.0.1');
  return Number(new URL(await app.getUrl()).port);
}

/** Frames of a stream that are no slates. */
function framesOf(host: CaptureHost): { readonly frames: EncodedFrame[]; readonly stop: () => void } {
  const frames: EncodedFrame[] = [];
  const watching = host.app
    .get(WebGearRtcService)
    .encodedFrames$('h264')
    .subscribe((frame) => frame.width === size[0] && frames.push(frame));
  return { frames, stop: () => watching.unsubscribe() };
}

describe('a stream of another server of this library', () => {
  it('is passed through with its sound, and ends with its viewers', async () => {
    const server = await start(origin);
    const port = await listen(server);
    const edge = await start({ source: `whep://127.0.0.1:${port}/whep`, udpPort: 0 });
    const service = edge.app.get(WebGearRtcService);
    const origins = server.app.get(WebGearRtcService);
    const sound: EncodedAudioFrame[] = [];
    const { frames, stop } = framesOf(edge);
    const listening = service.encodedFrames$({ track: 'audio' }).subscribe((frame) => sound.push(frame));
    await until('frames and sound', () => frames.length > 30 && sound.length > 30, 20_000);
    expect(frames[0]?.keyFrame).toBe(true);
    expect(service.stats().renditions).toContainEqual(
      expect.objectContaining({ track: 'video', rung: 'source', passthrough: true }),
    );
    expect(sound[0]).toMatchObject({ codec: 'opus', channels: 2 });
    stop();
    listening.unsubscribe();
    await until('the end of the session', () => origins.peers.length === 0);
  }, 40_000);

  it('comes back with its server, and viewers stay', async () => {
    const server = await start(origin);
    const port = await listen(server);
    const edge = await start({ source: `whep://127.0.0.1:${port}/whep`, udpPort: 0 });
    const states: StreamState[] = [];
    const watching = edge.app
      .get(WebGearRtcService)
      .state$()
      .subscribe((state) => states.push(state));
    const { frames, stop } = framesOf(edge);
    await until('frames', () => frames.length > 5, 20_000);
    hosts = hosts.filter((host) => host !== server);
    await server[Symbol.asyncDispose]();
    await until('the loss of the server', () => states.at(-1) === 'reconnecting');
    const before = frames.length;
    const again = await start(origin);
    await listen(again, port);
    await until('frames of the server that came back', () => frames.length > before + 5, 20_000);
    expect(frames[before]?.keyFrame).toBe(true);
    const times = frames.map(({ captureTimeUs }) => captureTimeUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    stop();
    watching.unsubscribe();
  }, 60_000);
});
