import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { FlashAndBeepListener, makeFlashAndBeepFilm } from '../../testing/flash-and-beep.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';
import { pipelineCommand, pipelineWords } from './pipeline-command.js';

const clock = new SystemCaptureClock();

/** Both have the times of their arrival, which a busy machine delays. */
const SYNC_MS = 90;

describe('the sound of a pipeline', () => {
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = await temporaryFolder();
    makeFlashAndBeepFilm(folder.file('film.mp4'), 4, '-c:v libx264 -bf 2 -c:a aac');
    makeFlashAndBeepFilm(folder.file('silent.mp4'), 3, '-c:v libx264 -an');
    makeFlashAndBeepFilm(folder.file('pcm.mkv'), 4, '-c:v libx264 -c:a pcm_s16le');
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  const listener = (source: string, options: Partial<CreateVideoSourceOptions> = {}): FlashAndBeepListener =>
    new FlashAndBeepListener((logger) => createVideoSource({ source, clock, logger, ...options }));

  const decoded = (file: string, frames: string, sound: string): string =>
    `filesrc location=${folder.file(file)} ! decodebin name=d d. ! ${frames} d. ! ${sound}`;

  it('of two sinks is in sync, whichever comes first and whatever packets it has', async () => {
    const heard = await Promise.all([
      listener(
        decoded(
          'film.mp4',
          'videoconvert ! queue ! appsink name=video',
          'audioconvert ! queue ! appsink name=audio',
        ),
      ).listen(({ beepsUs }) => beepsUs.length >= 2),
      listener(decoded('pcm.mkv', 'audioconvert ! autoaudiosink', 'videoconvert ! autovideosink')).listen(
        ({ beepsUs }) => beepsUs.length >= 2,
        30,
      ),
    ]);
    for (const { info, offsetMs, lines } of heard) {
      expect(info).toMatchObject({ live: true, audio: { sampleRateHz: 48_000, channels: 2 } });
      expect(Math.abs(offsetMs)).toBeLessThan(SYNC_MS);
      expect(lines).toEqual([]);
    }
  });

  it.each([
    [
      'a source without sound',
      () => decoded('silent.mp4', 'videoconvert ! appsink name=video', 'audioconvert ! appsink name=audio'),
      /failed delayed linking/,
    ],
    [
      'an element that is not installed',
      () => decoded('film.mp4', 'videoconvert ! appsink name=video', 'nosuchfilter ! appsink name=audio'),
      /no element "nosuchfilter"/,
    ],
    [
      'elements that cannot be linked',
      () => 'videotestsrc ! appsink name=video audiotestsrc ! jpegenc ! appsink name=audio',
      /could not link audiotestsrc0 to jpegenc0/,
    ],
  ])('is left out with one warning: %s', async (_, pipeline, reason) => {
    const heard = await listener(pipeline()).listen(({ frames }) => frames > 20);
    expect(heard.frames).toBeGreaterThan(10);
    expect(heard.info?.audio).toBeUndefined();
    expect(heard.lines).toEqual([expect.stringMatching(/is shown without sound: /)]);
    expect(heard.lines[0]).toMatch(reason);
  });

  it('that fails while it runs is left out from then on', async () => {
    const broken = 'audiotestsrc num-buffers=200 ! identity error-after=100 ! appsink name=audio';
    const heard = await listener(
      `videotestsrc is-live=true ! video/x-raw,framerate=25/1 ! appsink name=video ${broken}`,
    ).listen(({ frames, lines }) => frames > 60 && lines.length > 2);
    expect(heard.lines.filter((line) => line.includes('shown without sound'))).toHaveLength(1);
    expect(heard.info?.audio).toBeUndefined();
    expect(heard.frames).toBeGreaterThan(60);
  });

  it('runs into nothing where none is wanted', async () => {
    const pipeline = 'videotestsrc ! appsink name=video audiotestsrc ! appsink name=audio';
    const heard = await listener(pipeline, { audio: false }).listen(({ frames }) => frames > 10);
    expect([heard.info?.audio, heard.sounds, heard.lines]).toEqual([undefined, 0, []]);
    expect(heard.frames).toBeGreaterThan(3);
    const { args, soundFd } = pipelineCommand(pipelineWords(pipeline), 'label', false);
    expect([args.slice(-3), soundFd]).toEqual([['!', 'fakesink', 'async=false'], undefined]);
  });

  it('is not that of a pipeline with a single chain', async () => {
    const { args, soundFd } = pipelineCommand(pipelineWords('videotestsrc ! appsink name=audio'), 'label');
    expect([args.slice(0, 4), soundFd]).toEqual([['-v', 'videotestsrc', '!', 'videoconvert'], undefined]);
  });
});
