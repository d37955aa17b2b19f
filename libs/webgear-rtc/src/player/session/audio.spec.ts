import { describe, expect, it } from '@jest/globals';
import { answersAudio } from './answer-sdp.js';
import { readAudio } from './audio-report.js';
import { compareAudio } from './audio-stats.js';
import type { StatsReport } from './stats-report.js';

const section = (kind: string, port: number, direction: string): string =>
  `m=${kind} ${port} UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=${direction}\r\n`;

describe('the sound of an answer', () => {
  it.each([
    ['sent', section('audio', 9, 'sendonly'), true],
    ['inactive', section('audio', 9, 'inactive'), false],
    ['rejected', section('audio', 0, 'sendonly'), false],
    ['rejected, another one sent', section('audio', 0, 'inactive') + section('audio', 9, 'sendrecv'), true],
    ['not in it', '', false],
  ])('is %s', (_, sound, expected) => {
    expect(answersAudio(`v=0\r\ns=-\r\n${section('video', 9, 'sendonly')}${sound}`)).toBe(expected);
    expect(answersAudio(`v=0\r\ns=-\r\n${sound}${section('video', 9, 'sendonly')}`)).toBe(expected);
  });
});

describe('the statistics of the sound', () => {
  const video = { type: 'inbound-rtp', kind: 'video', estimatedPlayoutTimestamp: 1_000_000 };
  const reports = (seconds: number, more: StatsReport = {}): StatsReport[] => [
    video,
    { type: 'codec', id: 'codec', mimeType: 'audio/opus' },
    {
      type: 'inbound-rtp',
      kind: 'audio',
      codecId: 'codec',
      packetsReceived: seconds * 50,
      packetsLost: 0,
      bytesReceived: seconds * 10_000,
      totalSamplesReceived: seconds * 48_000,
      concealedSamples: 0,
      jitterBufferDelay: seconds * 48_000 * 0.05,
      jitterBufferEmittedCount: seconds * 48_000,
      totalAudioEnergy: seconds * 0.25,
      totalSamplesDuration: seconds,
      estimatedPlayoutTimestamp: 1_000_012,
      ...more,
    },
  ];
  const compare = (before: StatsReport[], now: StatsReport[]) => {
    const [first, second] = [readAudio(before, video), readAudio(now, video)];
    return first && second && compareAudio(first, second, 1);
  };

  it('are those of the last second', () => {
    expect(compare(reports(1), reports(2))).toEqual({
      codec: 'audio/opus',
      bitrateBps: 80_000,
      packetsReceived: 100,
      lossRate: 0,
      concealedRate: 0,
      delayMs: expect.closeTo(50),
      level: 0.5,
      offsetMs: 12,
    });
  });

  it('count what was lost and what the browser made up', () => {
    const now = reports(2, { packetsReceived: 90, packetsLost: 10, concealedSamples: 4800 });
    expect(compare(reports(1), now)).toMatchObject({ lossRate: 0.2, concealedRate: 0.1 });
  });

  it('leave out what the browser does not report, and do not exist before the first packet', () => {
    const bare = [{ type: 'inbound-rtp', kind: 'audio', packetsReceived: 5 }];
    expect(compare(bare, bare)).toEqual({
      codec: undefined,
      bitrateBps: 0,
      packetsReceived: 5,
      lossRate: undefined,
      concealedRate: undefined,
      delayMs: undefined,
      level: undefined,
      offsetMs: undefined,
    });
    expect(readAudio([{ type: 'inbound-rtp', kind: 'audio', packetsReceived: 0 }], video)).toBeUndefined();
    expect(readAudio([video], video)).toBeUndefined();
  });
});
