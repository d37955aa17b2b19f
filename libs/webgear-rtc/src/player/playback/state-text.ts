import type { PlayerState, PlayerTransport } from '../webgear-player.interface.js';
import type { PlaybackView } from './playback.interface.js';

/** Severity of a state; each has a colour. */
export type Tone = 'quiet' | 'waiting' | 'live' | 'trouble';

/** Texts of a state. */
export interface StateText {
  /** One or two words. */
  readonly label: string;
  /** A sentence. */
  readonly sentence: string;
  readonly tone: Tone;
  /** Whether it is shown across the video, because there is nothing else to see. */
  readonly isNotice: boolean;
  /** Whether the notice leaves the video undimmed, because there still is something to see. */
  readonly isBesideVideo?: boolean;
  /** The button of the notice. */
  readonly action?: 'Play' | 'Try again';
}

const texts: Readonly<Record<PlayerState, StateText>> = {
  idle: { label: 'No stream', sentence: 'No stream is named.', tone: 'quiet', isNotice: true },
  connecting: { label: 'Connecting', sentence: 'Connecting …', tone: 'waiting', isNotice: false },
  live: { label: 'Live', sentence: 'Live', tone: 'live', isNotice: false },
  buffering: { label: 'Waiting', sentence: 'Waiting for video …', tone: 'waiting', isNotice: false },
  'too-slow': {
    label: 'Slow',
    sentence: 'Your connection is too slow for live video.',
    tone: 'waiting',
    isNotice: true,
    isBesideVideo: true,
  },
  'no-input': {
    label: 'No input',
    sentence: 'No input from the source.',
    tone: 'waiting',
    isNotice: false,
  },
  ended: { label: 'Ended', sentence: 'The stream has ended.', tone: 'quiet', isNotice: true, action: 'Play' },
  full: {
    label: 'Full',
    sentence: 'All places are taken.',
    tone: 'waiting',
    isNotice: true,
    action: 'Try again',
  },
  refused: {
    label: 'Refused',
    sentence: 'You may not watch this stream.',
    tone: 'trouble',
    isNotice: true,
    action: 'Try again',
  },
  offline: {
    label: 'Offline',
    sentence: 'The server cannot be reached.',
    tone: 'trouble',
    isNotice: true,
    action: 'Try again',
  },
  blocked: {
    label: 'Blocked',
    sentence: 'Video is blocked.',
    tone: 'trouble',
    isNotice: true,
    action: 'Try again',
  },
  paused: { label: 'Paused', sentence: 'Paused', tone: 'quiet', isNotice: true, action: 'Play' },
  replaced: {
    label: 'Elsewhere',
    sentence: 'Now playing in another window.',
    tone: 'quiet',
    isNotice: true,
    action: 'Play',
  },
};

const compatible: Partial<StateText> = {
  label: 'Live (compatibility mode)',
  sentence: 'Live (compatibility mode)',
};

/** The texts of a state. */
export function stateTextOf(state: PlayerState, transport: PlayerTransport): StateText {
  return state === 'live' && transport === 'mjpeg' ? { ...texts.live, ...compatible } : texts[state];
}

/** The sentence with its detail. */
export function messageOf({ state, transport, detail }: PlaybackView): string {
  const { sentence } = stateTextOf(state, transport);
  // The server's reason replaces the general sentence.
  if ((state === 'refused' || state === 'offline') && detail !== '') return detail;
  return detail === '' ? sentence : `${sentence} ${detail}`;
}

/** Countdown to the next attempt; empty if none is planned. */
export function countdownOf({ retryInSeconds, state }: PlaybackView): string {
  if (retryInSeconds === undefined || state === 'live') return '';
  return retryInSeconds === 0 ? 'Trying again …' : `Trying again in ${retryInSeconds} s`;
}
