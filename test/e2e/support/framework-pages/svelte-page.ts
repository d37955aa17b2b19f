import { mount } from 'svelte';
import 'nestjs-webgear-rtc/player/svelte';
import SveltePage from './svelte-page.svelte';

mount(SveltePage, { target: document.body });
