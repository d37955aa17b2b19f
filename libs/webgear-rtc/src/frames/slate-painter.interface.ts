import type { PictureSize } from './picture-size.interface.js';
import type { VideoFrame } from './video-frame.interface.js';

/** What a slate can say. */
export type SlateText = 'No Input' | 'The End';

/** Makes the picture shown when the source has none, owned by the caller. */
export type SlatePainter = (text: SlateText, size: PictureSize, captureTimeUs: number) => Promise<VideoFrame>;
