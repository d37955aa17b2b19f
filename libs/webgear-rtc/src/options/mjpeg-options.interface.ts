/**
 * How `stream.mjpeg` and `snapshot.jpg` are made, as in VidGear's WebGear.
 *
 * @publicApi
 */
export interface MjpegOptions {
  /**
   * Quality of each image, 1 to 100; VidGear's `jpeg_compression_quality`. An image of 1024x576 takes 40 to 90 kB at 90, and
   * about half of that at 60.
   *
   * @default 90
   */
  quality?: number;
  /**
   * One more path of the stream below that of its page, for example `video` for `/video`; VidGear's `custom_video_endpoint`.
   * `stream.mjpeg` stays.
   *
   * @default none
   */
  path?: string;
}
