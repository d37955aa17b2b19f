import type { CameraControls } from './camera-controls.interface.js';

/** Written out as a record, so that the compiler misses a name that the interface has. */
const known: Readonly<Record<keyof CameraControls, true>> = {
  CAP_PROP_BRIGHTNESS: true,
  CAP_PROP_CONTRAST: true,
  CAP_PROP_SATURATION: true,
  CAP_PROP_HUE: true,
  CAP_PROP_GAMMA: true,
  CAP_PROP_SHARPNESS: true,
  CAP_PROP_GAIN: true,
  CAP_PROP_BACKLIGHT: true,
  CAP_PROP_AUTO_EXPOSURE: true,
  CAP_PROP_EXPOSURE: true,
  CAP_PROP_AUTO_WB: true,
  CAP_PROP_WB_TEMPERATURE: true,
  CAP_PROP_WHITE_BALANCE_BLUE_U: true,
  CAP_PROP_WHITE_BALANCE_RED_V: true,
  CAP_PROP_AUTOFOCUS: true,
  CAP_PROP_FOCUS: true,
  CAP_PROP_ZOOM: true,
  CAP_PROP_PAN: true,
  CAP_PROP_TILT: true,
};

/** OpenCV's names of what can be set on a camera besides the size, the rate and the form of its pictures. */
export const CAMERA_CONTROL_NAMES = Object.freeze(Object.keys(known) as (keyof CameraControls)[]);
