/** OpenCV's names of the conversions of a frame, in the order of its documentation. */
export const colorspaces = [
  'COLOR_BGR2GRAY',
  'COLOR_BGR2BGRA',
  'COLOR_BGR2RGBA',
  'COLOR_BGR2RGB',
  'COLOR_BGR2BGR565',
  'COLOR_BGR2BGR555',
  'COLOR_BGR2XYZ',
  'COLOR_BGR2YCrCb',
  'COLOR_BGR2HSV',
  'COLOR_BGR2HSV_FULL',
  'COLOR_BGR2HLS',
  'COLOR_BGR2HLS_FULL',
  'COLOR_BGR2Lab',
  'COLOR_BGR2Luv',
  'COLOR_BGR2YUV',
  'COLOR_BGR2YUV_I420',
  'COLOR_BGR2YUV_IYUV',
  'COLOR_BGR2YUV_YV12',
] as const;

/**
 * A colour space whose channels are shown as if they were blue, green and red, by OpenCV's name of the conversion.
 *
 * The three that end in `I420`, `IYUV` and `YV12` are shown as OpenCV lays them out: gray, the chroma below the luma,
 * so that the frame is half as high again. `BGR565` and `BGR555` show the colours that 16 bits hold.
 *
 * @publicApi
 */
export type Colorspace = (typeof colorspaces)[number];
