import { sizeOf, type FrameOrigin } from './held-picture.js';
import { make } from './make-element.js';

/**
 * A picture as PNG.
 *
 * @throws DOMException `InvalidStateError` when there is none
 */
export async function takeSnapshot(origin: FrameOrigin | undefined): Promise<Blob> {
  const { width, height } = origin === undefined ? { width: 0, height: 0 } : sizeOf(origin);
  const canvas = make('canvas', { width: String(width), height: String(height) });
  if (origin !== undefined) canvas.getContext('2d')?.drawImage(origin, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null || width === 0) throw new DOMException('There is no picture yet.', 'InvalidStateError');
  return blob;
}

/** Lets the browser save a file. */
export function saveFile(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  make('a', { href, download: name }).click();
  // Only later: browsers begin to read it after this.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** For example `Yard-2026-11-22-17-05-09.png`, in the viewer's own time. */
export function snapshotName(name: string, date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  // Letters of every script, and nothing a file system takes amiss.
  const subject = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'snapshot';
  return `${[subject, ...day, ...time].join('-')}.png`;
}
