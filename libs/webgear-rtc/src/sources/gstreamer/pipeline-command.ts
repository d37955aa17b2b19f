import type { MediaCommand } from '../child-process/media-process.js';

/** Name of the element that writes, by which its caps are told from those of the others. */
export const OUTPUT_NAME = 'webgear_rtc_output';

/** Elements that take frames away; VidGear's and OpenCV's pipelines end with the first. */
const SINK = /^(appsink|autovideosink|fakesink|fakevideosink|xvimagesink|ximagesink|glimagesink)$/;

const WORD = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g;

/**
 * The words of a pipeline. Quotes within one stay, for GStreamer to read; those around one are the shell's, from which
 * the pipeline was copied.
 */
export function pipelineWords(pipeline: string): string[] {
  return (pipeline.match(WORD) ?? []).map((word) => /^(["'])((?:(?!\1).)*)\1$/s.exec(word)?.[2] ?? word);
}

/** The command line that makes GStreamer write the frames of a pipeline, and nothing else, to its third pipe. */
export function pipelineCommand(pipeline: string, label: string): MediaCommand {
  const { words, isHurried } = withoutSink(pipelineWords(pipeline));
  return {
    label,
    executable: 'gst-launch-1.0',
    args: [
      // Prints the caps of every element, among them the size of the frames.
      '-v',
      ...words,
      // The one format in which GStreamer and FFmpeg fill the rows of every size alike: both up to four bytes.
      ...pipelineWords('! videoconvert ! video/x-raw,format=YUY2 !'),
      ...pipelineWords(`fdsink name=${OUTPUT_NAME} fd=3 sync=${String(!isHurried)}`),
    ],
    outputFd: 3,
    remedy:
      'Install GStreamer (Debian, Ubuntu: apt-get install gstreamer1.0-tools gstreamer1.0-plugins-base ' +
      'gstreamer1.0-plugins-good; macOS: brew install gstreamer)',
  };
}

function withoutSink(words: readonly string[]): { words: readonly string[]; isHurried: boolean } {
  const link = words.lastIndexOf('!');
  const [element = '', ...properties] = words.slice(link + 1);
  if (!SINK.test(element)) return { words, isHurried: false };
  return { words: words.slice(0, Math.max(0, link)), isHurried: properties.includes('sync=false') };
}
