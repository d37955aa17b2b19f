import { renameSync } from 'node:fs';
import { runFfmpeg } from './run-ffmpeg.mjs';

/** Few colours are enough for a page, and make a third of the bytes. */
export function makeSmaller(path) {
  const smaller = `${path}.smaller.png`;
  const filter = 'split[a][b];[a]palettegen=max_colors=200[p];[b][p]paletteuse=dither=none';
  runFfmpeg(['-i', path, '-vf', filter, '-pred', 'none', '-compression_level', '100', smaller]);
  renameSync(smaller, path);
}
