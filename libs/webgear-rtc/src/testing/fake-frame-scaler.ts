import type { FrameSize, VideoFrame } from '../media/video-frame.js';

/** Gives frames without pixels another size. */
export class FakeFrameScaler {
  constructor(private readonly sizeOf: (frame: FrameSize) => FrameSize) {}

  /** As `FrameScaler.scale()`: the frame itself where it has its size, else another one to be closed. */
  scale(frame: VideoFrame): Promise<VideoFrame> {
    const { width, height } = this.sizeOf(frame);
    const fits = width === frame.width && height === frame.height;
    return Promise.resolve(fits ? frame : resized(frame.clone(), width, height));
  }

  /** Nothing to free. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function resized(frame: VideoFrame, width: number, height: number): VideoFrame {
  const clone = (captureTimeUs?: number): VideoFrame => resized(frame.clone(captureTimeUs), width, height);
  return { ...frame, width, height, clone };
}
