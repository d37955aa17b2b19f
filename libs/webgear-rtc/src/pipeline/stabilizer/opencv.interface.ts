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
