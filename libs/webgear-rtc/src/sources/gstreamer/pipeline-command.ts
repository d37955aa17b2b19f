import type { MediaCommand } from '../child-process/media-process.js';

/** Name of the output element, which identifies its caps. */
export const OUTPUT_NAME = 'webgear_rtc_output';

/** Sink elements; pipelines for VidGear and OpenCV end with `appsink`. */
const SINK = /^(appsink|autovideosink|fakesink|fakevideosink|xvimagesink|ximagesink|glimagesink)$/;

const WORD = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g;

/**
 * The words of a pipeline. Quotes within a word are kept for GStreamer; those around one belong to the shell it was
 * copied from.
 */
export function pipelineWords(pipeline: string): string[] {
  return (pipeline.match(WORD) ?? []).map((word) => /^(["'])((?:(?!\1).)*)\1$/s.exec(word)?.[2] ?? word);
}

/** The command line that makes GStreamer write raw frames of a pipeline to file descriptor 3. */
export function pipelineCommand(pipeline: string, label: string): MediaCommand {
  const { words, isHurried } = withoutSink(pipelineWords(pipeline));
  return {
    label,
    executable: 'gst-launch-1.0',
    args: [
      // Prints the caps of every element, including the frame size.
      '-v',
      ...words,
      // The one format whose rows GStreamer and FFmpeg pad alike at every width: to four bytes.
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
