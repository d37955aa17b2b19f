import type { HttpProbeResult } from './http-probe.js';

/** Kind of content by its first bytes. */
export type SniffedContent =
  'hls' | 'playlist' | 'session-description' | 'jpeg' | 'h264' | 'web-page' | 'text' | 'nothing' | 'unknown';

/** JPEG data may follow a part header or the end of a boundary. */
const MAX_JPEG_OFFSET = 1024;

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

/** Classifies a response by its first bytes; by its media type only if those are inconclusive. */
export function sniffContent({
  start,
  contentType,
}: Pick<HttpProbeResult, 'start' | 'contentType'>): SniffedContent {
  if (start.length === 0) return 'nothing';
  const text = start.toString('latin1').replace(/^\u00EF\u00BB\u00BF/, '');
  const listed = playlistKindOf(text);
  if (listed !== undefined) return listed;
  const jpegAt = start.indexOf(JPEG_START);
  if (jpegAt >= 0 && jpegAt <= MAX_JPEG_OFFSET) return 'jpeg';
  if (/^content-type:\s*video\/(x-)?h\.?264/im.test(text)) return 'h264';
  if (/^\s*<(!doctype|html|\?xml|head|body|script)/i.test(text) || contentType === 'text/html')
    return 'web-page';
  // oxlint-disable-next-line no-control-regex -- what text has none of
  if (!/[\u0000-\u0008\u000E-\u001F\u007F-\u00FF]/.test(text)) {
    return /mpegurl|scpls/.test(contentType) ? 'playlist' : 'text';
  }
  return 'unknown';
}

/** Classifies a text as a playlist or a session description, which begins with `v=` (RFC 8866, 5.1). */
export function playlistKindOf(text: string): 'hls' | 'playlist' | 'session-description' | undefined {
  const begin = text.replace(/^\uFEFF/, '').trimStart();
  if (begin.startsWith('#EXTM3U')) return /^#EXT-X-/m.test(begin) ? 'hls' : 'playlist';
  if (/^\[playlist\]/i.test(begin)) return 'playlist';
  if (/^v=0\r?\n/.test(begin)) return 'session-description';
  return undefined;
}

/** The first entry of an M3U or PLS playlist. */
export function firstEntryOf(text: string): string | undefined {
  const lines = text
    .replace(/^\uFEFF|^\u00EF\u00BB\u00BF/, '')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (/^\[playlist\]$/i.test(lines[0] ?? '')) {
    const entries = lines.map((line) => /^File(\d+)=(.+)$/i.exec(line)).filter((entry) => entry !== null);
    return entries.sort((a, b) => Number(a[1]) - Number(b[1]))[0]?.[2];
  }
  return lines.find((line) => !line.startsWith('#'));
}

/** URL of the largest variant of an HLS multivariant playlist; `undefined` for a media playlist. */
export function bestVariantOf(text: string): string | undefined {
  const variants = [
    ...text.matchAll(/^#EXT-X-STREAM-INF:(.*)\r?\n(?:#.*\r?\n|\s*\r?\n)*([^#\r\n].*?)\s*$/gm),
  ];
  const sizeOf = ([, attributes = '']: RegExpMatchArray): number => {
    const [, width = 0, height = 0] = /RESOLUTION=(\d+)x(\d+)/i.exec(attributes) ?? [];
    return (
      Number(width) * Number(height) * 1e10 + Number(/[:,]BANDWIDTH=(\d+)/i.exec(`:${attributes}`)?.[1] ?? 0)
    );
  };
  return variants.sort((a, b) => sizeOf(b) - sizeOf(a))[0]?.[2];
}
