import { createApp } from 'vue';
import 'nestjs-webgear-rtc/player/vue';
import VuePage from './VuePage.vue';

createApp(VuePage).mount(document.body.appendChild(document.createElement('div')));
