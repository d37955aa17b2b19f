/**
 * Tweaks of a source, by the names VidGear has for them. Each belongs to one `api`; with another it is refused.
 *
 * @publicApi
 */
export interface SourceOptions {
  /** FFGear: a simple filter graph, as after `-vf`, for example `hflip,scale=640:-2`. */
  '-vf'?: string;
  /** FFGear: a filter graph, as after `-filter_complex`. Its one video output must have no label. */
  '-filter_complex'?: string;
  /** FFGear: the decoder of the source, for example `h264_cuvid`. */
  '-vcodec'?: string;
  /** FFGear: hardware to decode with, for example `vaapi` or `auto`. */
  '-hwaccel'?: string;
  /** FFGear: words that go before everything else on ffmpeg's command line, for example `['-stream_loop', '2']`. */
  '-ffprefixes'?: readonly string[];
}
