export type { ClockSettings, OverlaySettings } from '../../options/resolved-options.interface.js';
