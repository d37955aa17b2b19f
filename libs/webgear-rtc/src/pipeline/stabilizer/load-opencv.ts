import { createRequire } from 'node:module';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { OpenCv } from './opencv.interface.js';

const PACKAGE_NAME = '@techstark/opencv-js';
const require = createRequire(import.meta.url);

/**
 * Where the host's OpenCV.js is. It is a dependency of the host's choice: 11 MB that only stabilised streams need.
 *
 * @throws WebGearRtcError `WGR_PACKAGE_MISSING`
 */
export function findOpenCv(resolve: (name: string) => string = require.resolve): string {
  try {
    return resolve(PACKAGE_NAME);
  } catch (cause) {
    throw new WebGearRtcError(
      'WGR_PACKAGE_MISSING',
      { packageName: PACKAGE_NAME, option: 'stabilize' },
      { cause },
    );
  }
}

interface LoadingModule {
  then?: (onReady: (cv: OpenCv) => void) => void;
}

/** Loads it and waits until its WebAssembly runs: one to three seconds of a core, so only in a thread of its own. */
export async function loadOpenCv(path: string): Promise<OpenCv> {
  const module = require(path) as LoadingModule;
  const holder = await new Promise<{ cv: OpenCv }>((resolve, reject) => {
    if (module.then === undefined)
      return reject(new TypeError(`${path} is not the OpenCV.js that was expected.`));
    // The module is a thenable that resolves to itself, which a promise would ask again for ever.
    module.then((cv) => resolve({ cv }));
  });
  delete (holder.cv as LoadingModule).then;
  return holder.cv;
}
