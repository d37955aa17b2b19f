import { PushSource } from '../index.js';

/**
 * Size of the frames of a {@link TestFrameSource}, in pixels.
 *
 * @publicApi
 */
export interface TestFrameSize {
  /** Even; 64 when left out. */
  readonly width?: number;
  /** Even; 48 when left out. */
  readonly height?: number;
}

/**
 * A camera in the hands of a test: shows a frame when it is told to, fails, or ends.
 *
 * @publicApi
 */
export class TestFrameSource extends PushSource {
  private readonly size: Required<TestFrameSize>;

  /** @param size of its frames */
  constructor({ width = 64, height = 48 }: TestFrameSize = {}) {
    super();
    this.size = { width, height };
  }

  /**
   * Shows a frame of one colour.
   *
   * @param red red, green and blue from 0 to 255
   * @returns whether the stream took it: it does while it is watched, and has been opened
   */
  pushColor(red: number, green: number, blue: number): boolean {
    const { width, height } = this.size;
    // Frames of raw bytes are in OpenCV's order.
    const data = Buffer.alloc(width * height * 3, Uint8Array.of(blue, green, red));
    return this.push({ data, width, height });
  }
}
