// Publishes a file with FFmpeg's own WHIP muxer, over and over, at the pace of its timestamps.
// node ffmpeg-whip.mjs <file with H.264 and Opus> <endpoint> [option of the muxer=value …]
import { setTimeout as sleep } from 'node:timers/promises';
import { Dictionary, FFmpegError, FormatContext, Packet } from 'node-av/lib';
import { AV_NOPTS_VALUE } from 'node-av/constants';

const [file, endpoint, ...settings] = process.argv.slice(2);

const input = new FormatContext();
FFmpegError.throwIfError(await input.openInput(file), 'open the file');
FFmpegError.throwIfError(await input.findStreamInfo(null), 'read the file');

const output = new FormatContext();
FFmpegError.throwIfError(output.allocOutputContext2(null, 'whip', endpoint), 'choose the muxer');
// The muxer is marked as an experiment.
output.strictStdCompliance = -2;
for (const stream of input.streams) {
  const copy = output.newStream(null);
  FFmpegError.throwIfError(stream.codecpar.copy(copy.codecpar), 'copy the parameters');
  copy.codecpar.codecTag = 0;
  copy.timeBase = stream.timeBase;
}
const options = Dictionary.fromObject(Object.fromEntries(settings.map((each) => each.split('='))));
FFmpegError.throwIfError(await output.writeHeader(options), 'connect');
process.stdout.write('connected\n');

const packet = new Packet();
packet.alloc();
const startMs = performance.now();
for (let offsetMs = 0; ;) {
  let endMs = 0;
  while ((await input.readFrame(packet)) >= 0) {
    const from = input.streams[packet.streamIndex].timeBase;
    const to = output.streams[packet.streamIndex].timeBase;
    const atMs =
      offsetMs + (Number(packet.dts === AV_NOPTS_VALUE ? 0n : packet.dts) * 1000 * from.num) / from.den;
    endMs = Math.max(endMs, atMs + 40);
    const aheadMs = startMs + atMs - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    const time = BigInt(Math.round((atMs * to.den) / (1000 * to.num)));
    packet.pts = time;
    packet.dts = time;
    FFmpegError.throwIfError(await output.interleavedWriteFrame(packet), 'send');
  }
  offsetMs = endMs;
  await input.seekFrame(-1, 0n, 1);
}
