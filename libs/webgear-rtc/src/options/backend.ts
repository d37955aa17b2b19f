/**
 * Who reads the source, by VidGear's names.
 *
 * `CamGear` is FFmpeg inside this process. `FFGear` is the ffmpeg program in a process of its own: it copies each frame once
 * more, and isolates inputs that crash or hang. `PiGear` is the camera of a Raspberry Pi.
 *
 * @publicApi
 */
export const Backend = Object.freeze({ CamGear: 'CamGear', PiGear: 'PiGear', FFGear: 'FFGear' } as const);

/**
 * One of the names in {@link Backend}.
 *
 * @publicApi
 */
export type Backend = (typeof Backend)[keyof typeof Backend];

/**
 * Who captures the frames. `auto` goes by the source's name; `gstreamer` takes it for a pipeline, `v4l2` (Linux),
 * `avfoundation` (macOS) and `dshow` (Windows) for a camera, `x11grab` for a display of X11.
 *
 * @publicApi
 */
export type CaptureBackend = 'auto' | 'v4l2' | 'dshow' | 'avfoundation' | 'gstreamer' | 'x11grab' | 'ffmpeg';

/** OpenCV's numbers of those it has: `cv2.CAP_V4L2` is 200. */
const openCvNumbers: ReadonlyMap<number, CaptureBackend> = new Map([
  [0, 'auto'],
  [200, 'v4l2'],
  [700, 'dshow'],
  [1200, 'avfoundation'],
  [1800, 'gstreamer'],
  [1900, 'ffmpeg'],
]);

const names: readonly CaptureBackend[] = [
  'auto',
  'v4l2',
  'dshow',
  'avfoundation',
  'gstreamer',
  'x11grab',
  'ffmpeg',
];

/** What a backend may be called, in words. */
export const captureBackendWords = `${names.map((name) => `'${name}'`).join(', ')}, or OpenCV's number ${[
  ...openCvNumbers.keys(),
].join(', ')}`;

/** The backend that a name or a number of OpenCV means; `undefined` when there is none. */
export function captureBackendOf(stated: unknown): CaptureBackend | undefined {
  return typeof stated === 'number' ? openCvNumbers.get(stated) : names.find((name) => name === stated);
}
