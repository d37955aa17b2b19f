import { pcmFormat } from '../audio/pcm-frames.js';
import type { MediaCommand } from '../child-process/media-process.js';
import { chainsOf, frameChainIndex, lastElement, soundChainIndex, withoutSink } from './pipeline-chains.js';

/** Name of the output element, which identifies its caps. */
export const OUTPUT_NAME = 'webgear_rtc_output';

const WORD = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g;

/**
 * The words of a pipeline. Quotes within a word are kept for GStreamer; those around one belong to the shell it was
 * copied from.
 */
export function pipelineWords(pipeline: string): string[] {
  return (pipeline.match(WORD) ?? []).map((word) => /^(["'])((?:(?!\1).)*)\1$/s.exec(word)?.[2] ?? word);
}

/**
 * The command line that makes GStreamer write raw frames of a pipeline to file descriptor 3, and its sound to 4.
 *
 * @param hasSound whether the sound is wanted; otherwise a chain with sound runs into nothing
 */
export function pipelineCommand(words: readonly string[], label: string, hasSound = true): MediaCommand {
  const chains = chainsOf(words);
  const [frames, sound] = [frameChainIndex(chains), soundChainIndex(chains)];
  const isHurried = lastElement(chains[frames] ?? []).properties.includes('sync=false');
  const output = chains.flatMap((chain, index) => {
    if (index === frames) return [...withoutSink(chain), ...frameSink(!isHurried)];
    if (index === sound) return [...withoutSink(chain), ...(hasSound ? soundSink(!isHurried) : NO_SINK)];
    return chain;
  });
  return {
    label,
    executable: 'gst-launch-1.0',
    args: [
      // Prints the caps of every element, including the frame size.
      '-v',
      ...output,
    ],
    outputFd: 3,
    ...(sound !== -1 && hasSound && { soundFd: 4, env: withEventLog(process.env) }),
    remedy:
      'Install GStreamer (Debian, Ubuntu: apt-get install gstreamer1.0-tools gstreamer1.0-plugins-base ' +
      'gstreamer1.0-plugins-good; macOS: brew install gstreamer)',
  };
}

// The one format whose rows GStreamer and FFmpeg pad alike at every width: to four bytes.
function frameSink(sync: boolean): string[] {
  return pipelineWords(
    `! videoconvert ! video/x-raw,format=YUY2 ! fdsink name=${OUTPUT_NAME} fd=3 sync=${String(sync)}`,
  );
}

const NO_SINK = pipelineWords('! fakesink async=false');

/**
 * Where two chains negotiate at the same time, GStreamer may print the caps of one of them only (a signal that is emitted twice at
 * once is emitted once); its log of events has all.
 */
function withEventLog(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GST_DEBUG: levels } = environment;
  return {
    ...environment,
    GST_DEBUG: levels === undefined || levels === '' ? 'GST_EVENT:4' : `${levels},GST_EVENT:4`,
    GST_DEBUG_NO_COLOR: '1',
    // To standard output, as the caps: the last lines of the other tell why a pipeline failed.
    GST_DEBUG_FILE: '-',
  };
}

/**
 * The samples are counted, so `audiorate` fills gaps. The frames do not wait for the sound (`async=false`), which the source
 * may not have.
 */
function soundSink(sync: boolean): string[] {
  const { sampleRateHz, channels } = pcmFormat;
  const caps = `audio/x-raw,format=F32LE,rate=${sampleRateHz},channels=${channels},layout=interleaved`;
  const sink = `fdsink name=webgear_rtc_sound fd=4 async=false sync=${String(sync)}`;
  return pipelineWords(`! queue ! audioconvert ! audioresample ! audiorate ! ${caps} ! ${sink}`);
}
