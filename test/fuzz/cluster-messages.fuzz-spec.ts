import { expect, test } from '@jest/globals';
import { ClusterNode } from '../../libs/webgear-rtc/src/cluster/cluster-node.js';
import type { EdgeStream } from '../../libs/webgear-rtc/src/cluster/edge-stream.js';
import { FrameAssembler } from '../../libs/webgear-rtc/src/cluster/frame-assembler.js';
import {
  HEADER_BYTES,
  MAX_FRAME_BYTES,
  writeFrame,
} from '../../libs/webgear-rtc/src/cluster/frame-message.js';
import { codecNames } from '../../libs/webgear-rtc/src/codecs/codecs.js';
import { videoRung } from '../../libs/webgear-rtc/src/media/rendition-key.js';
import { FakeStreamOrigin } from '../../libs/webgear-rtc/src/testing/fake-stream-origin.js';
import { InMemoryBroker } from '../../libs/webgear-rtc/src/testing/in-memory-broker.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { fuzz } from './support/fuzz.js';

const size = { width: 320, height: 240, framerate: 25, count: 3, bitrateBps: 4_000_000 };

/** Messages of real frames, some in parts. */
async function frameMessages(codec: (typeof codecNames)[number]): Promise<Buffer[]> {
  const frames = await encodeFrames(codec, size);
  return frames.flatMap((encoded, index) =>
    writeFrame(
      {
        encoded,
        keyFrame: encoded.keyFrame,
        catchUp: false,
        sequence: index + 1,
        captureTimeUs: encoded.captureTimeUs,
        rtpTimestamp: index * 3600,
        h264Profile: codec === 'h264' ? '4d40' : undefined,
        epoch: 1,
      },
      1000 + HEADER_BYTES,
    ),
  );
}

test.each(codecNames)(
  'frames of %s from a hostile publisher become frames or nothing at an edge, within its memory',
  async (codec) => {
    const samples = await frameMessages(codec);
    const origin = new FakeStreamOrigin();
    const { clock } = origin.fake;
    const broker = new InMemoryBroker();
    // Not every message that was ever sent: there are thousands.
    Object.defineProperty(broker.log, 'push', { value: () => 0 });
    const settings = { name: 'site', streams: undefined };
    // Payloads that are no frames are reported, and cost themselves alone.
    const onError = (): void => undefined;
    const edge = new ClusterNode({
      settings: { ...settings, role: 'edge' },
      connection: broker.connect(),
      clock,
      onError,
    });
    const found: EdgeStream[] = [];
    edge.changes$.subscribe(({ stream }) => found.push(stream));
    const node = new ClusterNode({
      settings: { ...settings, role: 'origin' },
      connection: broker.connect(),
      clock,
      onError,
    });
    node.publish(origin.engine);
    await clock.advance(10);
    const served = codec === 'vp8' ? 'vp8' : 'h264';
    found[0]?.subscribe(videoRung(served, 'full'), { sendFrame: () => true });
    await clock.advance(10);
    const hostile = broker.connect();
    const assembler = new FrameAssembler();
    await fuzz({
      name: `cluster-frames-${codec}`,
      samples,
      inputs: 2000,
      feed: (input) => {
        const frame = assembler.push(input);
        expect((frame?.data.length ?? 0) <= MAX_FRAME_BYTES).toBe(true);
        hostile.publish(`wgr.v1.site.garden.au.${served}.full`, input);
      },
    });
    await found[0]?.close();
    edge.close();
    node.close();
    await origin.engine.close();
  },
  120_000,
);

test('control messages and heartbeats of whatever form break neither an origin nor an edge', async () => {
  const origin = new FakeStreamOrigin();
  const { clock } = origin.fake;
  const broker = new InMemoryBroker();
  const samples: Buffer[] = [];
  const settings = { name: 'site', role: 'auto', streams: undefined } as const;
  const onError = (): void => undefined;
  const [first, second] = [broker.connect(), broker.connect()].map(
    (connection) => new ClusterNode({ settings, connection, clock, onError }),
  );
  const found: EdgeStream[] = [];
  second?.changes$.subscribe(({ stream }) => found.push(stream));
  first?.publish(origin.engine);
  await clock.advance(10);
  const tap = broker.connect();
  for (const subject of ['wgr.v1.site.*.hb', 'wgr.v1.site.*.ctl']) {
    tap.subscribe(subject, ({ data }) => void samples.push(Buffer.from(data)));
  }
  found[0]?.subscribe(videoRung('h264', 'full'), { sendFrame: () => true });
  found[0]?.renditions$.subscribe();
  await clock.advance(10);
  expect(samples.length).toBeGreaterThan(3);
  const hostile = broker.connect();
  await fuzz({
    name: 'cluster-control',
    samples: [...samples],
    inputs: 4000,
    feed: (input) => {
      samples.length = 0;
      for (const kind of ['hb', 'ctl']) hostile.publish(`wgr.v1.site.garden.${kind}`, input);
    },
  });
  await found[0]?.close();
  first?.close();
  second?.close();
  await origin.engine.close();
}, 120_000);
