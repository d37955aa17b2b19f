import { existsSync } from 'node:fs';
import { maskCredentials } from 'nestjs-webgear-rtc';
import type { ServerUrls } from './server-urls.js';

/** What the block is made of. */
export interface StartUpBlock {
  readonly version: string;
  /** The source in a few words. */
  readonly source: string;
  readonly urls: ServerUrls;
  /** Lines of a QR code, none for no code. */
  readonly qrCode: readonly string[];
}

/** What the program says when it is ready. */
export function startUpBlock({ version, source, urls, qrCode }: StartUpBlock): string {
  const places = [
    ...(urls.local === undefined ? [] : [`  On this machine  ${urls.local}`]),
    ...urls.network.map((url, index) => `  ${index === 0 ? 'On the network ' : ' '.repeat(15)}  ${url}`),
  ];
  const code =
    qrCode.length === 0 ? [] : ['', ...qrCode.map((line) => `  ${line}`), '', `  ${urls.network[0]}`];
  return [
    '',
    `WebGear RTC ${version} shows ${source}.`,
    '',
    ...places,
    ...code,
    '',
    'Ctrl+C ends it.',
    '',
    '',
  ].join('\n');
}

/** The source of a server in a few words, without the secrets that a URL may hold. */
export function describeSource({
  source,
  streams,
  cluster,
  cameraNum,
}: Readonly<Record<string, unknown>>): string {
  if (typeof streams === 'object' && streams !== null) return Object.keys(streams).join(', ');
  if (source === undefined && cluster !== undefined) return 'the streams of its cluster';
  if (source === undefined) return `Pi camera ${String(cameraNum ?? 0)}`;
  if (source === 'test:') return 'a test pattern';
  if (typeof source === 'number') return `camera ${source}`;
  const text = String(source);
  if (existsSync(text)) return text;
  // Its elements have passwords in properties of any name.
  if (text.includes(' ! ')) return 'a GStreamer pipeline';
  if (!text.includes('://')) return text;
  // User name and password, and a query, where cameras take tokens.
  return maskCredentials(text).replace(/\?.*$/s, '?***');
}
