import { createApp } from 'vue';
import 'nestjs-webgear-rtc/player/vue';
import VuePage from './vue-page.vue';

createApp(VuePage).mount(document.body.appendChild(document.createElement('div')));
