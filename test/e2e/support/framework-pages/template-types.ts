// What the tools of the frameworks check templates with; the compiler checks it here.
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';
import type { PlayerEvent } from 'nestjs-webgear-rtc/player/angular';
import type { PlayerState } from 'nestjs-webgear-rtc/player/react';
import 'nestjs-webgear-rtc/player/svelte';
import 'nestjs-webgear-rtc/player/vue';

type InVue = InstanceType<GlobalComponents['webgear-player']>['$props'];
type InSvelte = SvelteHTMLElements['webgear-player'];

const follow = (state: PlayerState): string => state;

export const good: readonly [InVue, InSvelte] = [
  {
    src: '/',
    paused: true,
    class: 'camera',
    words: { live: 'On air' },
    onStatechange: (event) => follow(event.detail.state),
  },
  {
    src: '/',
    paused: true,
    class: 'camera',
    muted: false,
    onstatechange: (event) => follow(event.detail.state),
  },
];

export const bad: readonly [InVue, InSvelte, PlayerEvent<'statechange'>['detail']['state']] = [
  // @ts-expect-error there is no such text
  { words: { nothing: '' } },
  // @ts-expect-error no boolean is a source
  { src: true },
  // @ts-expect-error no state has this name
  'gone',
];
