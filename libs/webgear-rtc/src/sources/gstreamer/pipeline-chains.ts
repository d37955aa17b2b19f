/** A chain of linked elements, such as `videotestsrc ! queue ! appsink name=video`; a pipeline has one or several. */
export type PipelineChain = readonly string[];

/** Sink elements; pipelines for VidGear and OpenCV end with `appsink`. */
const VIDEO_SINK = /^(appsink|autovideosink|fakesink|fakevideosink|xvimagesink|ximagesink|glimagesink)$/;

/** Elements that would play the sound on the server. */
const AUDIO_SINK = /^(autoaudiosink|alsasink|pulsesink|pipewiresink|osxaudiosink|wasapisink|fakeaudiosink)$/;

/** Splits the words of a pipeline into its chains. Joined again, they are the same words. */
export function chainsOf(words: readonly string[]): PipelineChain[] {
  const chains: string[][] = [];
  for (const [index, word] of words.entries()) {
    const isLinked = word === '!' || words[index - 1] === '!';
    const chain = chains.at(-1);
    // Words with an equals sign are properties, and parts of caps.
    if (chain !== undefined && (isLinked || word.includes('='))) chain.push(word);
    else chains.push([word]);
  }
  return chains;
}

/** The element at the end of a chain, and its properties. */
export function lastElement(chain: PipelineChain): { element: string; properties: readonly string[] } {
  const [element = '', ...properties] = chain.slice(chain.lastIndexOf('!') + 1);
  return { element, properties };
}

/** The chain without its sink, if it ends with one that is replaced. */
export function withoutSink(chain: PipelineChain): PipelineChain {
  const { element } = lastElement(chain);
  const isSink = VIDEO_SINK.test(element) || AUDIO_SINK.test(element);
  return isSink ? chain.slice(0, Math.max(0, chain.lastIndexOf('!'))) : chain;
}

/** Which chain has the sound: that of `appsink name=audio`, or of an element that plays sound; -1 if none has. */
export function soundChainIndex(chains: readonly PipelineChain[]): number {
  // A single chain is that of the frames.
  if (chains.length < 2) return -1;
  return chains.findIndex((chain) => {
    const { element, properties } = lastElement(chain);
    return AUDIO_SINK.test(element) || (VIDEO_SINK.test(element) && properties.includes('name=audio'));
  });
}

/** Which chain has the frames: that of `appsink name=video`, else the last that has no sound. */
export function frameChainIndex(chains: readonly PipelineChain[]): number {
  const named = chains.findIndex((chain) => lastElement(chain).properties.includes('name=video'));
  if (named !== -1) return named;
  const sound = soundChainIndex(chains);
  return chains.length - 1 === sound ? chains.length - 2 : chains.length - 1;
}
