import type { ViewerSubscription } from '../broadcast/passthrough/passthrough-selector.js';
import type { FrameSink } from '../broadcast/stream-engine.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import { h264ProfileIdcs } from '../codecs/h264/h264-format.js';
import type { ViewedStream } from '../peers/viewed-stream.interface.js';
import type { StreamFacts, ThreadReport } from './thread-messages.interface.js';

/** A stream as one viewer sees it whose pictures are made in another thread. */
export class StreamStandIn implements ViewedStream {
  /** The level to promise, once the viewer is let in; rejects when it is not. */
  readonly admission: Promise<number>;
  private settle: { readonly admit: (level: number) => void; readonly refuse: (error: Error) => void };
  private sink: FrameSink | undefined;
  private waitsForKeyFrame = false;
  private dropped = 0;

  constructor(
    private readonly viewer: number,
    private readonly facts: Pick<StreamFacts, 'name' | 'passthroughEnabled'> & {
      readonly rtpClock: RtpClock;
    },
    private readonly post: (report: ThreadReport) => void,
  ) {
    this.settle = { admit: () => undefined, refuse: () => undefined };
    this.admission = new Promise((admit, refuse) => (this.settle = { admit, refuse }));
    // Nobody may be waiting yet.
    this.admission.catch(() => undefined);
  }

  get name(): string {
    return this.facts.name;
  }

  get passthroughEnabled(): boolean {
    return this.facts.passthroughEnabled;
  }

  get rtpClock(): RtpClock {
    return this.facts.rtpClock;
  }

  subscribe(codec: VideoCodec, accepts: (profile: string) => boolean): ViewerSubscription {
    const { viewer, post } = this;
    post({
      kind: 'enter',
      viewer,
      codec,
      h264ProfileIdcs: h264ProfileIdcs.filter((idc) => accepts(`${idc}00`)),
    });
    return {
      prepare: () => post({ kind: 'prepare', viewer }),
      attach: (sink) => {
        this.sink = sink;
        post({ kind: 'deliver', viewer });
      },
      requestKeyFrame: () => post({ kind: 'key-frame', viewer }),
      framesDropped: () => this.dropped,
      // The other side hears of the end of the session, and gives the share back.
      release: () => (this.sink = undefined),
    };
  }

  h264LevelIdc(): Promise<number> {
    return this.admission;
  }

  admit(h264LevelIdc: number): void {
    this.settle.admit(h264LevelIdc);
  }

  refuse(error: Error): void {
    this.settle.refuse(error);
  }

  /** Hands on a picture. Those already under way behind one that was lost are lost too, up to a key frame. */
  send(frame: PacketizedFrame, number: number): void {
    if (this.sink === undefined) return;
    if (this.waitsForKeyFrame && !frame.keyFrame) {
      this.dropped++;
      return;
    }
    this.waitsForKeyFrame = !this.sink.sendFrame(frame);
    if (!this.waitsForKeyFrame) return;
    this.dropped++;
    this.post({ kind: 'lost', viewer: this.viewer, number });
  }
}
