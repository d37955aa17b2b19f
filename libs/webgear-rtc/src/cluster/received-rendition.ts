import type { Unsubscribable } from 'rxjs';
import type { PublishedFrames } from '../broadcast/frame-bus.js';
import { codecs } from '../codecs/codecs.js';
import type { Payloader } from '../codecs/payloader.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey } from '../media/rendition-key.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import type { BusConnection } from './bus-connection.interface.js';
import type { EdgeClocks } from './edge-clocks.js';
import { FrameAssembler, type ReceivedFrame } from './frame-assembler.js';
import { readJoined, write, type ControlMessage, type Joined } from './messages.js';
import type { StreamSubjects } from './subjects.js';

const JOIN_TIMEOUT_MS = 1000;
const JOIN_RETRY_MS = 500;

/** Live frames that are kept while the answer to `join` is on its way: more than come in the time that it may take. */
const MOST_HELD = 300;

/** What a rendition is received with. */
export interface ReceivedRenditionParts {
  readonly edge: string;
  readonly key: RenditionKey;
  readonly subjects: StreamSubjects;
  readonly connection: BusConnection;
  readonly clocks: EdgeClocks;
  readonly clock: CaptureClock;
  readonly receive: (published: PublishedFrames) => void;
  readonly onError: (error: unknown) => void;
}

/** The frames of one rendition at an edge: those it catches up with, then the live ones. */
export class ReceivedRendition {
  /** Frames that came, and those that are known not to have come. */
  framesReceived = 0;
  framesMissed = 0;
  private readonly listening: Unsubscribable[] = [];
  private readonly closing = new AbortController();
  private readonly live = new FrameAssembler();
  private readonly payloader: Payloader | undefined;
  private held: ReceivedFrame[] | undefined;
  private last: number | undefined;
  private epoch: number | undefined;
  private needsKeyFrame = true;
  private hasDelivered = false;
  private joining = 0;

  constructor(private readonly parts: ReceivedRenditionParts) {
    const { key, connection, subjects } = parts;
    this.payloader = key.track === 'video' ? codecs[key.codec].createPayloader() : undefined;
    this.listening.push(
      connection.subscribe(subjects.frames(key), ({ data }) => {
        const frame = this.live.push(data);
        if (frame !== undefined) this.receiveLive(frame);
      }),
    );
    void this.join();
  }

  /** Frames of which parts came and others did not. */
  get framesIncomplete(): number {
    return this.live.incomplete;
  }

  /** The origin may be another one, or has not heard of this edge for a while. Viewers go on with a key frame. */
  rejoin(): void {
    void this.join();
  }

  /** A viewer cannot continue without a key frame. */
  requestKeyFrame(): void {
    const { key } = this.parts;
    this.send({ kind: 'key-frame', key, sequence: this.last ?? 0 });
  }

  close(): void {
    this.closing.abort();
    for (const each of this.listening) each.unsubscribe();
  }

  private async join(): Promise<void> {
    const turn = ++this.joining;
    const { clock } = this.parts;
    const { signal } = this.closing;
    const isOver = (): boolean => signal.aborted || turn !== this.joining;
    this.held = [];
    while (!isOver()) {
      const cached: ReceivedFrame[] = [];
      const joined = await this.ask(cached);
      if (isOver()) return;
      if (joined !== undefined) return this.begin(joined, cached);
      await clock.sleep(JOIN_RETRY_MS, signal);
    }
  }

  /** Asks the origin for what is cached, which comes before the answer. */
  private async ask(cached: ReceivedFrame[]): Promise<Joined | undefined> {
    const { key, edge, connection, subjects } = this.parts;
    const assembler = new FrameAssembler();
    const listening = connection.subscribe(subjects.catchUp(key, edge), ({ data }) => {
      const frame = assembler.push(data);
      if (frame !== undefined && cached.length < MOST_HELD) cached.push(copied(frame));
    });
    try {
      const request = write({ kind: 'join', edge, key } satisfies ControlMessage);
      return readJoined(await connection.request(subjects.control, request, JOIN_TIMEOUT_MS));
    } catch {
      // No origin now: asked again as long as there are viewers.
      return undefined;
    } finally {
      listening.unsubscribe();
    }
  }

  private begin({ epoch, sequence, frames }: Joined, cached: ReceivedFrame[]): void {
    const held = this.held ?? [];
    this.held = undefined;
    this.epoch = epoch;
    this.last = sequence;
    this.needsKeyFrame = true;
    const isComplete = cached.length === frames && frames > 0;
    // Viewers who have seen later frames already wait for the next key frame instead.
    if (isComplete && !this.hasDelivered) this.deliver(cached);
    else if (this.hasDelivered) this.requestKeyFrame();
    for (const frame of held) this.receiveLive(frame);
  }

  private receiveLive(frame: ReceivedFrame): void {
    const { sequence, epoch, codec, keyFrame } = frame.header;
    if (codec !== this.parts.key.codec) return;
    if (this.held !== undefined) {
      if (this.held.length < MOST_HELD) this.held.push(copied(frame));
      return;
    }
    // Of an origin that has been replaced, or of one that is not known yet.
    if (epoch !== this.epoch) return;
    const step = this.last === undefined ? 1 : (sequence - this.last) | 0;
    if (step <= 0) return;
    this.last = sequence;
    if (step > 1) this.noteGap(step - 1);
    if (this.needsKeyFrame && !keyFrame) {
      if (this.hasDelivered) this.framesMissed++;
      return;
    }
    this.deliver([frame]);
  }

  private noteGap(frames: number): void {
    if (this.hasDelivered) this.framesMissed += frames;
    // Each packet of sound stands alone.
    if (this.parts.key.track === 'audio') return;
    this.needsKeyFrame = true;
    this.requestKeyFrame();
  }

  private deliver(received: readonly ReceivedFrame[]): void {
    const frames: PacketizedFrame[] = [];
    for (const frame of received) {
      const packetized = this.packetize(frame);
      if (packetized !== undefined) frames.push(packetized);
    }
    if (frames.length === 0) return;
    this.framesReceived += frames.length;
    this.needsKeyFrame = false;
    this.hasDelivered = true;
    this.parts.receive({ frames, missed: this.framesMissed });
  }

  private packetize({ header, data }: ReceivedFrame): PacketizedFrame | undefined {
    const { clocks, key, onError } = this.parts;
    const { keyFrame, captureTimeUs, rtpTimestamp, h264Profile, catchUp } = header;
    try {
      const payloads = this.payloader === undefined ? [data] : this.payloader.payload(data);
      if (payloads.length === 0) return undefined;
      return {
        codec: key.codec,
        keyFrame: keyFrame || key.track === 'audio',
        captureTimeUs: clocks.captureTimeUs(captureTimeUs),
        rtpTimestamp: clocks.rtpTimestamp(key.track, rtpTimestamp),
        ...batchPayloads(payloads),
        ...(h264Profile !== undefined && { h264Profile }),
        ...(catchUp && { catchUp }),
      };
    } catch (error) {
      // Bytes that are no frame of this codec.
      onError(error);
      return undefined;
    }
  }

  private send(message: ControlMessage): void {
    const { connection, subjects } = this.parts;
    connection.publish(subjects.control, write(message));
  }
}

/** The bytes of a message are those of the socket, which are used again. */
function copied({ header, data }: ReceivedFrame): ReceivedFrame {
  return { header, data: Buffer.from(data) };
}
