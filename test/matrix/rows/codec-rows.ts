import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import type { MatrixRow } from '../support/matrix-row.interface.js';
import { oneClip, type ClipRow } from './clip-row.js';
import { codecs, type Codec, type CodecName } from './codecs.js';
import { containers, type Container } from './containers.js';

/** Every container with every codec that is found in it, as a file on this machine. */
export const codecRows: readonly MatrixRow[] = Object.entries(containers).flatMap(([name, container]) =>
  container.codecs.map((codec) => codecRow(name, container, codec)),
);

/** One of each container, read by the ffmpeg program. */
export const programRows: readonly MatrixRow[] = Object.entries(containers).flatMap(([name, container]) =>
  container.codecs
    .slice(0, 1)
    .map((codec) => codecRow(name, container, codec, { options: { api: Backend.FFGear } }, ', by FFGear')),
);

/** H.264 that browsers take, in each container, encoded all the same; and some of the rest for viewers of VP8. */
export const encodedRows: readonly MatrixRow[] = Object.entries(containers).flatMap(([name, container]) => [
  ...(container.codecs.includes('H.264 baseline')
    ? [
        codecRow(
          name,
          container,
          'H.264 baseline',
          { options: { passthrough: 'never' }, passthrough: false },
          ', not passed through',
        ),
      ]
    : []),
  ...container.codecs
    .slice(0, 1)
    .map((codec) => codecRow(name, container, codec, { viewerCodec: 'vp8' }, ', for a viewer of VP8')),
]);

function codecRow(
  containerName: string,
  { extension, words: muxer = '' }: Container,
  codecName: CodecName,
  more: Partial<ClipRow> = {},
  suffix = '',
): MatrixRow {
  const codec: Codec = codecs[codecName];
  const { options, viewerCodec } = more;
  const isRaw = containerName.startsWith('raw ');
  return oneClip({
    name: `${containerName} · ${codecName}${suffix}`,
    file: `${containerName} ${codecName}`.replaceAll(/[^a-zA-Z0-9]+/g, '-').toLowerCase() + `.${extension}`,
    words: `${codec.words} ${muxer}`,
    ...(codec.size !== undefined && { size: codec.size }),
    // The ffmpeg program gives frames as they are stored.
    ...(codec.width !== undefined && options?.api !== Backend.FFGear && { width: codec.width }),
    // Without time stamps the reader takes its own rate, and cannot tell how many frames are held back.
    ...(isRaw && { frameTolerance: 3 }),
    ...(codec.passedThrough === true &&
      options === undefined &&
      viewerCodec === undefined &&
      !isRaw && { passthrough: true }),
    ...(viewerCodec !== undefined && { passthrough: false }),
    ...more,
  });
}
