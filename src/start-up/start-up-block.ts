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
