import { createRequire } from 'node:module';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

const PACKAGE_NAME = '@techstark/opencv-js';
const require = createRequire(import.meta.url);

/** A matrix of OpenCV.js. It lies in the memory of the WebAssembly module and lives until `delete`. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  delete(): void;
}

/** What the stabiliser uses of OpenCV.js. */
export interface OpenCv {
  readonly Mat: {
    new (): Mat;
    new (rows: number, cols: number, type: number): Mat;
  };
  readonly Size: new (width: number, height: number) => unknown;
  readonly CV_8UC1: number;
  readonly CV_32FC2: number;
  readonly RANSAC: number;
  readonly INTER_AREA: number;
  matFromArray(rows: number, cols: number, type: number, values: readonly number[]): Mat;
  resize(source: Mat, target: Mat, size: unknown, fx: number, fy: number, interpolation: number): void;
  goodFeaturesToTrack(
    image: Mat,
    corners: Mat,
    maxCorners: number,
    qualityLevel: number,
    minDistance: number,
  ): void;
  calcOpticalFlowPyrLK(
    previous: Mat,
    next: Mat,
    previousPoints: Mat,
    nextPoints: Mat,
    status: Mat,
    error: Mat,
    window: unknown,
    levels: number,
  ): void;
  estimateAffine2D(from: Mat, to: Mat, inliers: Mat, method: number, threshold: number): Mat;
}

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
    // The module is a thenable that resolves to itself, which a promise would ask again without end.
    module.then((cv) => resolve({ cv }));
  });
  delete (holder.cv as LoadingModule).then;
  return holder.cv;
}
