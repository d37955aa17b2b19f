import { describe, expect, test } from '@jest/globals';
import {
  isEncodedAudio,
  type AudioFrame,
  type EncodedAudioFrame,
} from '../../libs/webgear-rtc/src/media/audio-frame.js';
import { SystemCaptureClock } from '../../libs/webgear-rtc/src/media/capture-clock.js';
import { createVideoSource } from '../../libs/webgear-rtc/src/sources/create-video-source.js';
import { MediaAudioSource } from '../../libs/webgear-rtc/src/sources/in-process/media-audio-source.js';
import { networkRequest } from '../../libs/webgear-rtc/src/sources/requests/network-request.js';
import { RtspServer } from '../support/rtsp-server.js';

const clock = new SystemCaptureClock();

describe('the sound of an RTSP camera', () => {
  test.each([
    ['aac', '', { sampleRateHz: 48_000, channels: 2 }],
    ['aac', 'udp', { sampleRateHz: 48_000, channels: 2 }],
    ['pcmu', '', { sampleRateHz: 8000, channels: 1, codec: 'pcmu' }],
    ['pcma', '', { sampleRateHz: 8000, channels: 1, codec: 'pcma' }],
    ['opus', '', { sampleRateHz: 48_000, channels: 2, codec: 'opus' }],
  ] as const)(
    '%s, sent over %s, is read beside its frames',
    async (sound, transport, format) => {
      await using camera = await RtspServer.start('', transport, sound);
      const source = createVideoSource({ source: camera.url(), clock });
      try {
        const { audio } = await source.open(new AbortController().signal);
        expect(audio).toEqual(format);
        const leaving = new AbortController();
        const heard: (AudioFrame | EncodedAudioFrame)[] = [];
        const agesMs: number[] = [];
        const listening = (async () => {
          for await (const frame of source.audioFrames?.(leaving.signal) ?? []) {
            heard.push(frame);
            agesMs.push((clock.nowUs() - frame.captureTimeUs) / 1000);
          }
        })();
        let frames = 0;
        for await (const frame of source.frames()) {
          frame.close();
          if (++frames === 125) break;
        }
        leaving.abort();
        await listening;
        expect(Math.min(...agesMs)).toBeGreaterThanOrEqual(0);
        // Sound and frames of a camera are captured together: neither is much later than the other.
        expect(agesMs.sort((a, b) => a - b)[Math.floor(agesMs.length / 2)]).toBeLessThan(300);
        const seconds = heard.reduce((sum, frame) => sum + secondsOf(frame), 0);
        expect(seconds).toBeGreaterThan(3.5);
        expect(seconds).toBeLessThan(6);
        expect(heard.filter(isEncodedAudio)).toHaveLength('codec' in format ? heard.length : 0);
      } finally {
        await source.close();
      }
    },
    60_000,
  );

  test('is read alone, with capture times of the clock', async () => {
    await using camera = await RtspServer.start('', '', 'aac');
    const request = networkRequest('rtsp', camera.url(), 'camera');
    const source = new MediaAudioSource('camera', () => Promise.resolve(request), clock);
    const { signal } = new AbortController();
    try {
      expect(await source.open(signal)).toEqual({ sampleRateHz: 48_000, channels: 2, live: true });
      const times: number[] = [];
      for await (const { captureTimeUs } of source.audioFrames(signal)) {
        expect(clock.nowUs() - captureTimeUs).toBeGreaterThanOrEqual(0);
        expect(clock.nowUs() - captureTimeUs).toBeLessThan(300_000);
        if (times.push(captureTimeUs) === 100) break;
      }
      const stepUs = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 99;
      expect(Math.abs(stepUs - (1024 / 48_000) * 1_000_000)).toBeLessThan(1500);
    } finally {
      await source.close();
    }
  }, 60_000);
});

function secondsOf(frame: AudioFrame | EncodedAudioFrame): number {
  if (isEncodedAudio(frame)) return frame.durationUs / 1_000_000;
  return frame.samples.length / frame.channels / frame.sampleRateHz;
}
