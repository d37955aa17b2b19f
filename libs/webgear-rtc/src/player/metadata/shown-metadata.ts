import type { VideoStage } from '../element/video-stage.js';
import type { ServerCalls } from '../session/server-calls.js';
import { BoxOverlay } from './box-overlay.js';
import { boxesOf } from './detected-boxes.js';
import { FrameMessages, ticksBehind, type FrameMessage } from './frame-messages.js';
import { MetadataLink } from './metadata-link.js';

/** Boxes that nothing renews are removed after a second, in ticks of the RTP clock of video. */
const STALE_TICKS = 90_000;
/** The same where frames have no timestamps. */
const STALE_MS = 1000;

/** What a frame on screen is known by; `rtpTimestamp` is optional in the standard. */
interface ShownFrame {
  readonly rtpTimestamp?: number;
}

/** Receives messages when their frame is on screen. */
export type OnShownMessage = (message: FrameMessage, isExact: boolean) => void;

/** Receives metadata while it is wanted, and shows each message together with its frame. */
export class ShownMetadata {
  private readonly messages = new FrameMessages();
  private readonly link: MetadataLink;
  private overlay: BoxOverlay | undefined;
  private drawn: { readonly rtpTimestamp: number; readonly atMs: number } | undefined;
  private ageing: ReturnType<typeof setTimeout> | undefined;
  private waiting: { readonly video: HTMLVideoElement; readonly handle: number } | undefined;

  /** @param root where the layers of the video are */
  constructor(
    server: Pick<ServerCalls, 'request'>,
    private readonly root: ShadowRoot,
    private readonly stage: VideoStage,
    private readonly onMessage: OnShownMessage,
  ) {
    this.link = new MetadataLink(server, {
      onMessage: (message) => this.receive(message),
      onInterrupted: () => this.messages.clear(),
    });
    this.awaitFrame();
  }

  /** Whether boxes are drawn. */
  set drawsBoxes(draws: boolean) {
    if (draws === (this.overlay !== undefined)) return;
    this.overlay?.remove();
    this.overlay = draws
      ? new BoxOverlay(this.root, this.stage.element.lastElementChild, () => this.stage.visible)
      : undefined;
  }

  /** Ends everything and removes the boxes. */
  close(): void {
    this.link.close();
    this.drawsBoxes = false;
    clearTimeout(this.ageing);
    this.waiting?.video.cancelVideoFrameCallback(this.waiting.handle);
  }

  private receive(message: FrameMessage): void {
    this.messages.add(message);
    // Of an element that was replaced in the slot, no frame follows.
    if (this.waiting?.video !== this.stage.video) this.awaitFrame();
    const hasTimestamps = this.waiting !== undefined && !(this.stage.visible instanceof HTMLImageElement);
    if (hasTimestamps) return;
    this.show({});
    clearTimeout(this.ageing);
    this.ageing = setTimeout(() => this.show({}), STALE_MS * 1.1);
  }

  private awaitFrame(): void {
    const { video } = this.stage;
    this.waiting?.video.cancelVideoFrameCallback(this.waiting.handle);
    const handle = (video as Partial<HTMLVideoElement>).requestVideoFrameCallback?.call(
      video,
      (_now, frame: ShownFrame) => {
        this.awaitFrame();
        this.show(frame);
      },
    );
    this.waiting = handle === undefined ? undefined : { video, handle };
  }

  private show({ rtpTimestamp }: ShownFrame): void {
    for (const message of this.messages.take(rtpTimestamp)) {
      this.onMessage(message, message.rtpTimestamp === rtpTimestamp);
      const boxes = boxesOf(message.value);
      if (boxes === undefined) continue;
      this.overlay?.show(boxes);
      this.drawn = { rtpTimestamp: message.rtpTimestamp, atMs: performance.now() };
    }
    if (this.drawn !== undefined && this.isStale(this.drawn, rtpTimestamp)) {
      this.drawn = undefined;
      this.overlay?.show([]);
    }
  }

  private isStale(
    drawn: { readonly rtpTimestamp: number; readonly atMs: number },
    rtpTimestamp: number | undefined,
  ): boolean {
    if (rtpTimestamp === undefined) return performance.now() - drawn.atMs > STALE_MS;
    return Math.abs(ticksBehind(drawn.rtpTimestamp, rtpTimestamp)) > STALE_TICKS;
  }
}
