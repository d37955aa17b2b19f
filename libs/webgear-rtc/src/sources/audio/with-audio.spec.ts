import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { MediaAudioSource } from '../in-process/media-audio-source.js';
import { OnDemandCapture } from '../playback/on-demand-capture.js';
import { ReconnectBackoff } from '../playback/reconnect-backoff.js';
import { SourceSupervisor } from '../playback/source-supervisor.js';
import type { AudioSource, AudioSourceChoice } from './audio-source.interface.js';
import { createAudioSources } from './create-audio-sources.js';
import { WithAudio } from './with-audio.js';

const clock = new SystemCaptureClock();

/** Sound of FFmpeg's filters in place of a device. */
function filterSource(graph: string, label = 'alsa:stub'): AudioSource {
  const request: MediaInputRequest = {
    label,
    url: graph,
    format: 'lavfi',
    options: {},
    live: false,
    openTimeoutMs: 5000,
  };
  return new MediaAudioSource(label, () => Promise.resolve(request), clock);
}

class Listener {
  readonly heard: (AudioFrame | EncodedAudioFrame)[] = [];
  readonly lines: string[] = [];
  frames = 0;

  constructor(
    private readonly sound: AudioSourceChoice,
    private readonly source = 'test:?size=160x90&rate=25&audio=false',
  ) {}

  async listen(durationMs: number, isListening = true): Promise<this> {
    const write = (line: string): void => void this.lines.push(line);
    const logger = { log: write, warn: write, error: write };
    const { sound } = this;
    const video = createVideoSource({ source: this.source, clock, logger });
    const backoff = new ReconnectBackoff(() => 0);
    const supervisor = new SourceSupervisor({
      source: new WithAudio(video, { sound, clock, logger, backoff }),
      clock,
      logger,
      paintSlate: () => Promise.reject(new Error('no slate')),
      loop: true,
      enableInfiniteFrames: false,
      stallTimeoutMs: 10_000,
      timeDelayMs: 0,
    });
    const capture = new OnDemandCapture(supervisor, 0);
    const watching = capture.frames$.subscribe(() => this.frames++);
    if (isListening) watching.add(capture.audio$.subscribe((frame) => this.heard.push(frame)));
    await clock.sleep(durationMs);
    watching.unsubscribe();
    await capture.close();
    return this;
  }

  /** Durations between frames in milliseconds, less what they last. */
  get gapsMs(): number[] {
    return this.heard.slice(1).map((frame, index) => {
      const before = this.heard[index] ?? frame;
      return (frame.captureTimeUs - before.captureTimeUs) / 1000 - lengthMs(before);
    });
  }
}

function lengthMs(frame: AudioFrame | EncodedAudioFrame): number {
  if (isEncodedAudio(frame)) return frame.durationUs / 1000;
  return (frame.samples.length / frame.channels / frame.sampleRateHz) * 1000;
}

describe('the sound of another source', () => {
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=0.5'];
    const bars = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=1'];
    const run = (...args: string[]): unknown =>
      execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder.file('.') });
    run(...tone, 'tone.wav');
    run(...tone, '-c:a', 'libopus', 'tone.ogg');
    run(...bars, '-c:v', 'libx264', 'silent.mp4');
  }, 30_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  it.each(['tone.wav', 'tone.ogg'])(
    'is a recording paced by the clock, again and again: %s',
    async (name) => {
      const listener = new Listener(createAudioSources(folder.file(name), clock));
      const { heard, gapsMs, lines, frames } = await listener.listen(2500);
      const soundMs = heard.reduce((sum, frame) => sum + lengthMs(frame), 0);
      expect(soundMs).toBeGreaterThan(1500);
      expect(soundMs).toBeLessThan(2700);
      // It goes on where it ended, within what reopening takes.
      expect(Math.max(...gapsMs)).toBeLessThan(150);
      expect(Math.min(...gapsMs)).toBeGreaterThan(-30);
      expect(frames).toBeGreaterThan(30);
      expect(lines).toEqual([]);
    },
  );

  it('has times of the clock also beside a recording', async () => {
    const sound = createAudioSources(folder.file('tone.wav'), clock);
    const beganUs = clock.nowUs();
    const { heard } = await new Listener(sound, folder.file('silent.mp4')).listen(1500);
    expect(heard.length).toBeGreaterThan(10);
    for (const { captureTimeUs } of heard) {
      expect(captureTimeUs).toBeGreaterThan(beganUs);
      expect(captureTimeUs).toBeLessThan(clock.nowUs() + 50_000);
    }
  });

  it('is not opened while nobody listens', async () => {
    let opened = 0;
    const readers = [
      () => {
        opened++;
        return filterSource('sine');
      },
    ];
    const { frames } = await new Listener({ label: 'alsa:stub', readers }).listen(700, false);
    expect(frames).toBeGreaterThan(5);
    expect(opened).toBe(0);
  });

  it('that is missing leaves the frames alone, with one warning, and is tried again', async () => {
    let attempts = 0;
    const readers = [
      () => {
        attempts++;
        return filterSource('no_such_filter');
      },
    ];
    const { frames, heard, lines } = await new Listener({ label: 'alsa:stub', readers }).listen(2500);
    expect(frames).toBeGreaterThan(30);
    expect(heard).toEqual([]);
    expect(attempts).toBeGreaterThan(2);
    expect(lines).toEqual([expect.stringMatching(/^No sound for "test:.*alsa:stub/)]);
  });

  it('comes back after a failure', async () => {
    let attempts = 0;
    const readers = [() => filterSource(attempts++ === 0 ? 'no_such_filter' : 'sine=sample_rate=48000')];
    const { heard, lines } = await new Listener({ label: 'alsa:stub', readers }).listen(1500);
    expect(heard.length).toBeGreaterThan(10);
    expect(lines).toEqual([expect.stringContaining('No sound'), expect.stringContaining('is back')]);
  });

  it('is read by a program where it cannot be read in this process', async () => {
    if (process.platform !== 'linux') return;
    // ALSA's device without hardware: silence at its own pace.
    const { heard, gapsMs, lines, frames } = await new Listener(
      createAudioSources('alsa:null', clock),
    ).listen(2500);
    expect(lines).toEqual([]);
    expect(heard.length).toBeGreaterThan(10);
    expect(heard[0]).toMatchObject({ sampleRateHz: 48_000, channels: 2 });
    // It has no clock, and is slow on a busy machine: what comes late is placed again, but never before half a frame of the last.
    expect(Math.min(...gapsMs)).toBeGreaterThan(-20);
    expect(frames).toBeGreaterThan(30);
  });

  it('does not show its password in the log', async () => {
    const { lines } = await new Listener(
      createAudioSources('rtsp://admin:hunter2@127.0.0.1:9/sound', clock),
    ).listen(1500);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('***@127.0.0.1');
    expect(lines[0]).not.toContain('hunter2');
  });
});
