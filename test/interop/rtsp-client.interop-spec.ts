import { expect, test } from '@jest/globals';
import type {
  RelayedPacket,
  StreamDescription,
} from '../../libs/webgear-rtc/src/ffmpeg/relay/packet-relay.js';
import { PacketSource } from '../../libs/webgear-rtc/src/ffmpeg/relay/packet-source.js';
import { RtspPackets } from '../../libs/webgear-rtc/src/sources/rtsp/rtsp-packets.js';
import { type CameraSound, RtspServer } from '../support/rtsp-server.js';

const options = { rtsp_flags: 'prefer_tcp', analyzeduration: '500000', fpsprobesize: '2' };
const readMs = 9000;

async function read(next: () => Promise<RelayedPacket | number>): Promise<RelayedPacket[]> {
  const packets: RelayedPacket[] = [];
  for (const endMs = performance.now() + readMs; performance.now() < endMs;) {
    const packet = await next();
    if (typeof packet === 'number') break;
    packets.push({ ...packet, data: Buffer.from(packet.data) });
  }
  return packets;
}

/** Times in milliseconds by content, of contents that came once. */
function timesOf(
  packets: readonly RelayedPacket[],
  index: number,
  streams: readonly StreamDescription[],
): Map<string, number> {
  const [num = 1, den = 1] = streams[index]?.ratios[0] ?? [];
  const times = new Map<string, number>();
  const repeated = new Set<string>();
  for (const { streamIndex, data, pts } of packets) {
    if (streamIndex !== index || pts < -(2n ** 62n)) continue;
    const content = Buffer.from(data).toString('base64');
    if (times.has(content)) repeated.add(content);
    times.set(content, (Number(pts) * num * 1000) / den);
  }
  for (const content of repeated) times.delete(content);
  return times;
}

test.each<[CameraSound, least: number]>([
  ['aac', 20],
  ['opus', 20],
])(
  'frames and sound in %s are those that FFmpeg reads, with the same distance in time',
  async (sound, least) => {
    await using camera = await RtspServer.start('', '', sound);
    const ours = new RtspPackets({ url: camera.url(), wantsSound: true, silenceMs: 90_000 });
    const [described, ffmpeg] = await Promise.all([
      ours.open(),
      PacketSource.open(camera.url(), options, new AbortController().signal),
    ]);
    try {
      const [mine, theirs] = await Promise.all([read(() => ours.next()), read(() => ffmpeg.next())]);
      // The newest, when both have had sender reports.
      const distances = [0, 1].map((index) => {
        const times = timesOf(mine, index, described);
        const found = [...timesOf(theirs, index, ffmpeg.streams)].flatMap(([content, ms]) => {
          const own = times.get(content);
          return own === undefined ? [] : [own - ms];
        });
        expect(found.length).toBeGreaterThan(index === 0 ? 190 : least);
        return found.at(-1) ?? 0;
      });
      const [video = 0, audio = 0] = distances;
      process.stderr.write(`${sound}: ${(audio - video).toFixed(1)} ms from where FFmpeg has it\n`);
      expect(Math.abs(audio - video)).toBeLessThan(15);
      expect(described[0]?.extradata).toEqual(ffmpeg.streams[0]?.extradata);
      expect(described[0]?.ratios[2]).toEqual(ffmpeg.streams[0]?.ratios[2]);
      expect(described[0]?.pixelShape).toEqual(ffmpeg.streams[0]?.pixelShape);
      expect(described[1]?.channelLayout).toEqual(ffmpeg.streams[1]?.channelLayout);
    } finally {
      await Promise.all([ours.close(), ffmpeg.close()]);
    }
  },
  60_000,
);
