import { sizeOf, type FrameElement } from './frozen-frame.js';
import { make } from './make-element.js';

/**
 * Encodes the current frame as PNG.
 *
 * @throws DOMException `InvalidStateError` if there is no frame
 */
export async function takeSnapshot(origin: FrameElement | undefined): Promise<Blob> {
  const { width, height } = origin === undefined ? { width: 0, height: 0 } : sizeOf(origin);
  const canvas = make('canvas', { width: String(width), height: String(height) });
  if (origin !== undefined) canvas.getContext('2d')?.drawImage(origin, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null || width === 0) throw new DOMException('There is no frame yet.', 'InvalidStateError');
  return blob;
}

/** Downloads a file. */
export function saveFile(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  make('a', { href, download: name }).click();
  // Browsers start to read the URL after `click()` returns.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** For example `Yard-2026-11-22-17-05-09.png`, in the viewer's time zone. */
export function snapshotName(name: string, date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  // Letters of every script; file systems reject some other characters.
  const subject = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'snapshot';
  return `${[subject, ...day, ...time].join('-')}.png`;
}
