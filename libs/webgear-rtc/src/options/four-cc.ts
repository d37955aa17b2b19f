/** Formats of cameras by their four letters, and FFmpeg's names of them. */
export const pixelFormatsByFourCc: Readonly<Record<string, string>> = {
  MJPG: 'mjpeg',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  NV12: 'nv12',
  YU12: 'yuv420p',
  GREY: 'gray',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  H264: 'h264',
};

/** FFmpeg's name of a format, which is stated by its letters or OpenCV's number of them; `undefined` when unknown. */
export function pixelFormatOf(stated: unknown): string | undefined {
  const letters = typeof stated === 'number' ? lettersOf(stated) : stated;
  if (typeof letters !== 'string' || !Object.hasOwn(pixelFormatsByFourCc, letters)) return undefined;
  return pixelFormatsByFourCc[letters];
}

/** `cv2.VideoWriter_fourcc(*'MJPG')` has the first letter in its lowest byte. */
function lettersOf(number: number): string {
  return String.fromCharCode(...[0, 8, 16, 24].map((shift) => (number >>> shift) & 0xff));
}
