import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadNodeAv, type NodeAv } from '../../ffmpeg/load-node-av.js';
import { PacketSource } from '../../ffmpeg/relay/packet-source.js';
import { addStreams, describeStreams } from '../../ffmpeg/relay/stream-description.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { RtspCamera } from '../../testing/rtsp-camera.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { until } from '../../testing/until.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';
import { readerPool } from './reader-pool.js';
import { RelayedPackets } from './relayed-packets.js';

const clock = new SystemCaptureClock();
const { signal } = new AbortController();
const options = { rtsp_flags: 'prefer_tcp', analyzeduration: '500000', fpsprobesize: '2' };
const sound = 'm=audio 0 RTP/AVP 0\r\na=control:sound';
// Of no codec that this process reads itself.
const foreignSound = 'm=audio 0 RTP/AVP 97\r\na=rtpmap:97 G726-16/8000\r\na=control:sound';

describe('a camera that a reader process reads', () => {
  let av: NodeAv;
  let h264: Buffer;
  let camera: RtspCamera;

  beforeAll(async () => {
    av = await loadNodeAv();
    await using folder = await temporaryFolder();
    const path = folder.file('film.h264');
    const encode = '-t 2 -i testsrc2=s=160x120:r=25 -c:v libx264 -g 12 -bf 0 -pix_fmt yuv420p'.split(' ');
    execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', ...encode, path]);
    h264 = await readFile(path);
  });

  beforeEach(async () => {
    camera = await RtspCamera.start({ h264, tracksAfter: [sound] });
  });

  afterEach(() => camera[Symbol.asyncDispose]());

  it('has the streams that it has in this process', async () => {
    const here = await PacketSource.open(camera.url, options, signal);
    const relay = new RelayedPackets('camera', camera.url, options);
    const context = new av.FormatContext();
    context.allocContext();
    addStreams(av, context, await relay.open());
    const [there] = describeStreams(av, context);
    expect(context.streams).toHaveLength(2);
    expect(there).toEqual({ ...here.streams[0], startTime: expect.anything() });
    expect(context.streams[1]?.codecpar.codecId).toBe(av.AV_CODEC_ID_PCM_MULAW);
    await Promise.all([here.close(), relay.close(), context.closeInput()]);
  });

  it('is read ahead by 32 packets at most while nothing takes its packets', async () => {
    const relay = new RelayedPackets('camera', camera.url, options);
    await relay.open();
    await sleep(2500);
    // 62 frames came.
    expect(relay.waiting).toBe(32);
    for (let count = 0; count < 60; count++) expect(await relay.next()).toHaveProperty('data');
    await relay.close();
    expect(await relay.next()).toBe(av.AVERROR_EXIT);
  });

  it('fails as it does in this process', async () => {
    const { url } = camera;
    await camera[Symbol.asyncDispose]();
    const relay = new RelayedPackets('camera', url, options);
    await expect(relay.open()).rejects.toMatchObject({ operation: 'open', reason: 'Connection refused' });
    await relay.close();
  });

  it('fails with a coded error when its process ends, and is opened in another', async () => {
    await camera[Symbol.asyncDispose]();
    camera = await RtspCamera.start({ h264, tracksAfter: [foreignSound] });
    const source = (): VideoSource => createVideoSource({ source: camera.url, passthrough: 'always', clock });
    const inProcess = [source(), source()];
    for (const each of inProcess) await each.open(signal);
    const third = source();
    await third.open(signal);
    const [pid = 0] = readerPool.processIds;
    const frames = third.encodedFrames?.()[Symbol.asyncIterator]();
    await frames?.next();
    process.kill(pid, 'SIGKILL');
    await expect(readToEnd(frames)).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      message: expect.stringMatching(/rtsp:.*the process that read it ended: SIGKILL/),
    });
    await third.close();
    await until('the process to be gone', () => !readerPool.processIds.includes(pid));
    const again = source();
    await expect(again.open(signal)).resolves.toMatchObject({ width: 160, height: 120, live: true });
    expect(readerPool.processIds).toHaveLength(1);
    await Promise.all([again, ...inProcess].map((each) => each.close()));
  });
});

async function readToEnd(frames: AsyncIterator<unknown> | undefined): Promise<void> {
  while ((await frames?.next())?.done === false);
}
