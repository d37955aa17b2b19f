import { readFileSync } from 'node:fs';

/**
 * The files that declare the options.
 *
 * @returns {import('./options-reference.mjs').InterfaceSources}
 */
export function optionSources() {
  const read = (path) => readFileSync(new URL(`../../libs/webgear-rtc/src/${path}`, import.meta.url), 'utf8');
  return {
    stream: read('options/stream-options.interface.ts'),
    registration: read('options/webgear-rtc-options.interface.ts'),
    extras: read('webgear-rtc.module-definition.ts'),
    mount: read('options/static-mount.interface.ts'),
    stabilizer: read('options/stabilize-options.interface.ts'),
    overlay: read('options/overlay.interface.ts'),
    mjpeg: read('options/mjpeg-options.interface.ts'),
    tweaks: read('options/source-options.interface.ts'),
    cameraControls: read('options/camera-controls.interface.ts'),
  };
}
