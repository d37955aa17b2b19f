import { loadNodeAv } from '../ffmpeg/load-node-av.js';
import { checked } from '../ffmpeg/ffmpeg-call.js';
import type { Packet } from 'node-av/lib';

/** How to change the sound of a file. */
export interface SoundChange {
  /** How much later than its video the sound lies in the file, in seconds; negative for sound that comes first. */
  readonly lagSeconds?: number;
  /** Whether to overwrite the content of a packet, by its index. */
  readonly damages?: (index: number) => boolean;
}

/** Copies a file with its sound in another place of the file, or damaged. Timestamps stay as they are. */
export async function rewritePackets(
  from: string,
  to: string,
  { lagSeconds = 0, damages = () => false }: SoundChange,
): Promise<void> {
  const av = await loadNodeAv();
  const input = new av.FormatContext();
  input.allocContext();
  checked(av, 'open', await input.openInput(from, null, null));
  checked(av, 'probe', await input.findStreamInfo(null));
  const packets: { readonly packet: Packet; readonly at: number }[] = [];
  let soundPackets = 0;
  for (;;) {
    const packet = new av.Packet();
    packet.alloc();
    if ((await input.readFrame(packet)) < 0) {
      packet.free();
      break;
    }
    const stream = input.streams[packet.streamIndex];
    const { num, den } = stream?.timeBase ?? { num: 1, den: 1 };
    const isSound = stream?.codecpar.codecType === av.AVMEDIA_TYPE_AUDIO;
    const lag = isSound ? lagSeconds : 0;
    if (isSound && damages(soundPackets++)) damage(packet);
    packets.push({ packet, at: (Number(packet.dts) * num) / den + lag });
  }
  const output = new av.FormatContext();
  checked(av, 'choose the container', output.allocOutputContext2(null, null, to));
  for (const { codecpar, timeBase } of input.streams) {
    const stream = output.newStream(null);
    codecpar.copy(stream.codecpar);
    stream.codecpar.codecTag = 0;
    stream.timeBase = timeBase;
  }
  checked(av, 'open the file', await output.openOutput());
  checked(av, 'write the header', await output.writeHeader(null));
  for (const { packet } of packets.sort((a, b) => a.at - b.at)) {
    const [read, written] = [input.streams[packet.streamIndex], output.streams[packet.streamIndex]];
    if (read !== undefined && written !== undefined) packet.rescaleTs(read.timeBase, written.timeBase);
    checked(av, 'write', await output.writeFrame(packet));
    packet.free();
  }
  checked(av, 'write the trailer', await output.writeTrailer());
  await output.closeOutput();
  output.freeContext();
  await input.closeInput();
}

/** Overwrites the content; setting it resets everything else. */
function damage(packet: Packet): void {
  const { pts, dts, duration, streamIndex, flags, size } = packet;
  packet.data = Buffer.alloc(size, 0x55);
  Object.assign(packet, { pts, dts, duration, streamIndex, flags });
}
