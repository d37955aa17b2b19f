import type { FrameSize } from '../../media/frame-size.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** What a slate can say. */
export type SlateText = 'No Input' | 'The End';

/** Makes the picture shown when the source has none, owned by the caller. */
export type SlatePainter = (text: SlateText, size: FrameSize, captureTimeUs: number) => Promise<VideoFrame>;
