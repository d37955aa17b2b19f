import { mount } from 'svelte';
import 'nestjs-webgear-rtc/player/svelte';
import SveltePage from './SveltePage.svelte';

mount(SveltePage, { target: document.body });
