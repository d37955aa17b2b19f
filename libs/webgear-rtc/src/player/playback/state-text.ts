import type { PlayerState } from '../webgear-player.interface.js';
import { fill, type StateWords } from '../words/player-words.js';
import type { PlaybackView } from './playback.interface.js';

/** Severity of a state; each has a colour. */
export type Tone = 'quiet' | 'waiting' | 'live' | 'trouble';

/** What the button of a notice does: play, try at once, load the page again, or lead to the list of streams. */
export type StateActionKind = 'play' | 'retry' | 'reload' | 'list';

/** Texts of a state, in the language of the player. Empty ones are not shown. */
export interface StateText {
  /** One or two words beside the name. */
  readonly chip: string;
  /** Without a full stop. */
  readonly title: string;
  /** A sentence below the title. */
  readonly text: string;
  readonly tone: Tone;
  /** Whether it is shown across the video, because there is nothing else to see. */
  readonly isNotice: boolean;
  /** Whether the notice leaves the video undimmed, because there still is something to see. */
  readonly isBesideVideo: boolean;
  /** The button of the notice. */
  readonly action?: { readonly kind: StateActionKind; readonly label: string } | undefined;
}

/** What a text depends on beside the state. */
export interface TextContext {
  /** Language of the words, for lists and times. */
  readonly language?: string;
  /** Whether the browser has a network. */
  readonly hasNetwork?: boolean;
  /** Whether the page can lead to a list of streams. */
  readonly hasList?: boolean;
  /** When the input was last seen; `undefined` if unknown. */
  readonly noInputSince?: Date | undefined;
}

type Key = keyof StateWords;

/** Keys of the texts of a state or of a reason. */
interface TextKeys {
  readonly chip?: Key;
  readonly title: Key;
  readonly text?: Key;
  readonly action?: readonly [kind: StateActionKind, label: Key];
}

const tones: Readonly<Record<PlayerState, readonly [tone: Tone, isNotice: boolean]>> = {
  idle: ['quiet', true],
  connecting: ['waiting', false],
  live: ['live', false],
  buffering: ['waiting', false],
  'too-slow': ['waiting', true],
  'no-input': ['waiting', false],
  ended: ['quiet', true],
  full: ['waiting', true],
  refused: ['trouble', true],
  offline: ['trouble', true],
  blocked: ['trouble', true],
  paused: ['quiet', true],
  replaced: ['quiet', true],
};

const tryNow = ['retry', 'tryNow'] as const;
const tryAgain = ['retry', 'tryAgain'] as const;
const play = ['play', 'play'] as const;

const texts: Readonly<Record<PlayerState, TextKeys>> = {
  idle: { title: 'idle' },
  connecting: { chip: 'chipConnecting', title: 'connecting' },
  live: { chip: 'chipLive', title: 'live' },
  buffering: { chip: 'chipWaiting', title: 'buffering' },
  'too-slow': { chip: 'chipSlow', title: 'tooSlow' },
  'no-input': { chip: 'chipOffline', title: 'noInput', text: 'noInputText' },
  ended: { chip: 'chipEnded', title: 'ended', action: ['play', 'watchAgain'] },
  full: { chip: 'chipFull', title: 'full', text: 'fullText', action: tryNow },
  refused: { chip: 'chipNoAccess', title: 'noAccess', text: 'noAccessText', action: tryAgain },
  offline: { chip: 'chipOffline', title: 'unreachable', action: tryNow },
  blocked: { chip: 'chipBlocked', title: 'blocked', text: 'blockedText', action: tryNow },
  paused: { chip: 'chipPaused', title: 'paused', action: play },
  replaced: { title: 'replaced', text: 'replacedText', action: ['play', 'watchHere'] },
};

/** Where the reason says more than the state; without a chip it is that of the state. */
const textsOfReasons: Readonly<Record<string, TextKeys>> = {
  'connecting/long-wait': { title: 'stillConnecting' },
  'connecting/very-long-wait': { title: 'stillConnecting', text: 'stillConnectingText' },
  'buffering/long-wait': { title: 'buffering', text: 'bufferingText' },
  'live/compatible': { chip: 'chipCompatible', title: 'compatible' },
  'refused/sign-in': { title: 'signIn', action: ['reload', 'reloadPage'] },
  'refused/not-found': {
    chip: 'chipNotFound',
    title: 'notFound',
    text: 'notFoundText',
    action: tryAgain,
  },
  'offline/no-network': { title: 'noNetwork', text: 'noNetworkText' },
  'offline/server-problem': { chip: 'chipError', title: 'serverProblem', action: tryNow },
  'blocked/unsupported': { title: 'unsupported', text: 'unsupportedText', action: tryNow },
  'paused/long-hidden': { title: 'pausedHidden', action: play },
  'paused/autoplay-blocked': { title: 'tapToPlay', action: play },
};

/** The texts of a state. */
export function stateTextOf(view: PlaybackView, words: StateWords, context: TextContext = {}): StateText {
  const { state } = view;
  const reason = reasonOf(view, context);
  const {
    chip = texts[state].chip,
    title,
    text,
    action,
  } = textsOfReasons[`${state}/${reason}`] ?? texts[state];
  const [tone, isNotice] = tones[state];
  const isListed = reason === 'not-found' && context.hasList === true;
  const [kind, label] = isListed ? (['list', 'allCameras'] as const) : (action ?? []);
  return {
    chip: chip === undefined ? '' : words[chip],
    title: words[title],
    text: state === 'no-input' ? noInputText(words, context) : text === undefined ? '' : words[text],
    tone,
    isNotice,
    isBesideVideo: state === 'too-slow',
    action: kind === undefined || label === undefined ? undefined : { kind, label: words[label] },
  };
}

/** Title and text in one line. */
export function messageOf(view: PlaybackView, words: StateWords, context: TextContext = {}): string {
  const { title, text } = stateTextOf(view, words, context);
  return text === '' ? title : `${title} – ${text}`;
}

/** Countdown to the next attempt; empty if none is planned. */
export function countdownOf(view: PlaybackView, words: StateWords, context: TextContext = {}): string {
  const { retryInSeconds, state } = view;
  // An attempt follows when the network is back, not before.
  if (retryInSeconds === undefined || state === 'live' || reasonOf(view, context) === 'no-network') return '';
  return retryInSeconds === 0 ? words.retrying : fill(words.retryIn, { seconds: retryInSeconds });
}

function reasonOf({ state, transport, reason }: PlaybackView, { hasNetwork = true }: TextContext): string {
  if (state === 'live' && transport === 'mjpeg') return 'compatible';
  if (state === 'offline' && !hasNetwork) return 'no-network';
  return reason ?? '';
}

function noInputText(words: StateWords, { noInputSince, language }: TextContext): string {
  if (noInputSince === undefined) return words.noInputText;
  const time = noInputSince.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return fill(words.noInputSinceText, { time });
}

/** For those who run the server, not for viewers; empty if there is nothing to say. */
export function detailsOf(
  { detail, firewall }: PlaybackView,
  words: StateWords,
  { language }: TextContext = {},
): string {
  if (firewall === undefined) return detail;
  const list = (type: 'conjunction' | 'disjunction', items: readonly string[]): string =>
    new Intl.ListFormat(language, { type }).format(items);
  return fill(words.blockedHint, {
    protocols: list('conjunction', firewall.protocols),
    ports: list('conjunction', firewall.ports),
    hosts: list('disjunction', firewall.hosts),
  });
}
