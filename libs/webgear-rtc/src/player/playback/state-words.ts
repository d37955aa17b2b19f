import type { PlayerState, PlayerTransport } from '../webgear-player.interface.js';
import type { PlaybackView } from './playback.interface.js';

/** What kind of news a state is; each has a colour. */
export type Tone = 'quiet' | 'waiting' | 'live' | 'trouble';

/** How a state is told. */
export interface StateWords {
  /** A word or two. */
  readonly label: string;
  /** A sentence. */
  readonly sentence: string;
  readonly tone: Tone;
  /** Whether it is told across the picture, because there is nothing else to see. */
  readonly isNotice: boolean;
  /** What the viewer can do about it. */
  readonly action?: 'Play' | 'Try again';
}

const words: Readonly<Record<PlayerState, StateWords>> = {
  idle: { label: 'No stream', sentence: 'No stream is named.', tone: 'quiet', isNotice: true },
  connecting: { label: 'Connecting', sentence: 'Connecting …', tone: 'waiting', isNotice: false },
  live: { label: 'Live', sentence: 'Live', tone: 'live', isNotice: false },
  buffering: { label: 'Waiting', sentence: 'Waiting for the picture …', tone: 'waiting', isNotice: false },
  'no-input': {
    label: 'No input',
    sentence: 'No input: the camera is away.',
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
    sentence: 'The picture cannot get through.',
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

const compatible: Partial<StateWords> = {
  label: 'Live (compatibility mode)',
  sentence: 'Live (compatibility mode)',
};

/** How a state is told. */
export function wordsOf(state: PlayerState, transport: PlayerTransport): StateWords {
  return state === 'live' && transport === 'mjpeg' ? { ...words.live, ...compatible } : words[state];
}

/** The sentence, and what there is to say beyond it. */
export function messageOf({ state, transport, detail }: PlaybackView): string {
  const { sentence } = wordsOf(state, transport);
  // Why it refuses or fails is better known than that it does.
  if ((state === 'refused' || state === 'offline') && detail !== '') return detail;
  return detail === '' ? sentence : `${sentence} ${detail}`;
}

/** When the next try is due; empty when none is. */
export function countdownOf({ retryInSeconds, state }: PlaybackView): string {
  if (retryInSeconds === undefined || state === 'live') return '';
  return retryInSeconds === 0 ? 'Trying again …' : `Trying again in ${retryInSeconds} s`;
}
