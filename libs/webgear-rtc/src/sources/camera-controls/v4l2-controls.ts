import type { CameraControls } from '../../options/camera-controls.interface.js';

/** A control of a camera. */
export interface V4l2Control {
  /** Its name in `v4l2-ctl`, which differs between kernel versions. */
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
}

/** Base identifiers (linux/v4l2-controls.h) of the user class and the camera class. */
const USER = 0x00980900;
const CAMERA = 0x009a0900;

/**
 * Identifier of each control, as OpenCV maps its names. Controls that disable an automatic mode come first: while it
 * is on, a driver accepts no manual value.
 */
export const controlIds: Readonly<Record<keyof CameraControls, number>> = {
  CAP_PROP_AUTO_EXPOSURE: CAMERA + 1,
  CAP_PROP_AUTO_WB: USER + 12,
  CAP_PROP_AUTOFOCUS: CAMERA + 12,
  CAP_PROP_BRIGHTNESS: USER,
  CAP_PROP_CONTRAST: USER + 1,
  CAP_PROP_SATURATION: USER + 2,
  CAP_PROP_HUE: USER + 3,
  CAP_PROP_WHITE_BALANCE_RED_V: USER + 14,
  CAP_PROP_WHITE_BALANCE_BLUE_U: USER + 15,
  CAP_PROP_GAMMA: USER + 16,
  CAP_PROP_GAIN: USER + 19,
  CAP_PROP_WB_TEMPERATURE: USER + 26,
  CAP_PROP_SHARPNESS: USER + 27,
  CAP_PROP_BACKLIGHT: USER + 28,
  CAP_PROP_EXPOSURE: CAMERA + 2,
  CAP_PROP_PAN: CAMERA + 8,
  CAP_PROP_TILT: CAMERA + 9,
  CAP_PROP_FOCUS: CAMERA + 10,
  CAP_PROP_ZOOM: CAMERA + 13,
};

/** `brightness 0x00980900 (int) : min=0 max=255 step=1 …`; a switch has no bounds. */
const LINE = /^\s*(\w+) 0x([0-9a-f]{8}) \(\w+\)\s*:(?: min=(-?\d+) max=(-?\d+))?/gm;

/** Parses the output of `v4l2-ctl --list-ctrls` into controls by identifier. */
export function parseControls(listing: string): ReadonlyMap<number, V4l2Control> {
  return new Map(
    [...listing.matchAll(LINE)].map(([, name = '', id = '', minimum = '0', maximum = '1']) => [
      Number.parseInt(id, 16),
      { name, minimum: Number(minimum), maximum: Number(maximum) },
    ]),
  );
}
