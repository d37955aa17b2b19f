// Writes docs/reference/options.md from the sources and the last build.
import { writeFileSync } from 'node:fs';
import { optionRules } from '../../libs/webgear-rtc/dist/options/option-rules.js';
import { mjpegOptionRules } from '../../libs/webgear-rtc/dist/options/mjpeg-rules.js';
import { overlayRules } from '../../libs/webgear-rtc/dist/options/overlay-rules.js';
import { sourceOptionRules } from '../../libs/webgear-rtc/dist/options/source-option-rules.js';
import { stabilizeOptionRules } from '../../libs/webgear-rtc/dist/options/stabilize-rules.js';
import { renderOptionsReference } from './options-reference.mjs';
import { optionSources } from './option-sources.mjs';

const page = new URL('../../docs/reference/options.md', import.meta.url);
const rules = {
  options: optionRules,
  stabilizer: stabilizeOptionRules,
  overlay: overlayRules,
  mjpeg: mjpegOptionRules,
  tweaks: sourceOptionRules,
};
const text = renderOptionsReference(optionSources(), rules);
writeFileSync(page, text);
