import { describe, expect, it } from '@jest/globals';
import { pipelineCommand, pipelineWords } from './pipeline-command.js';

describe('a pipeline on a command line', () => {
  it('keeps quotes for GStreamer, and removes those for the shell', () => {
    expect(pipelineWords(`a name="x y" ! 'video/x-raw, width=1' ! b text=\\"q`)).toEqual([
      'a',
      'name="x y"',
      '!',
      'video/x-raw, width=1',
      '!',
      'b',
      'text=\\"q',
    ]);
  });

  it.each([
    ['videotestsrc', ['videotestsrc'], 'sync=true'],
    ['videotestsrc ! appsink', ['videotestsrc'], 'sync=true'],
    ['videotestsrc ! appsink drop=true sync=false', ['videotestsrc'], 'sync=false'],
    ['videotestsrc ! x264enc ! avdec_h264', ['videotestsrc', '!', 'x264enc', '!', 'avdec_h264'], 'sync=true'],
  ])('%s has its sink replaced', (pipeline, words, sync) => {
    const { args } = pipelineCommand(pipelineWords(pipeline), 'label');
    expect(args.slice(0, words.length + 2)).toEqual(['-v', ...words, '!']);
    expect(args.slice(-4)).toEqual(['fdsink', 'name=webgear_rtc_output', 'fd=3', sync]);
  });
});
