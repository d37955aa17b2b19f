/**
 * Settings of a camera on Linux, by OpenCV's names and in the numbers of the camera's driver, which `v4l2-ctl --list-ctrls`
 * prints. The program `v4l2-ctl` sets them each time the camera is opened.
 *
 * @publicApi
 */
export interface CameraControls {
  /**
   * Cameras on Linux: brightness.
   */
  CAP_PROP_BRIGHTNESS?: number;
  /**
   * Cameras on Linux: contrast.
   */
  CAP_PROP_CONTRAST?: number;
  /**
   * Cameras on Linux: saturation.
   */
  CAP_PROP_SATURATION?: number;
  /**
   * Cameras on Linux: hue.
   */
  CAP_PROP_HUE?: number;
  /**
   * Cameras on Linux: gamma.
   */
  CAP_PROP_GAMMA?: number;
  /**
   * Cameras on Linux: sharpness.
   */
  CAP_PROP_SHARPNESS?: number;
  /**
   * Cameras on Linux: gain of the sensor.
   */
  CAP_PROP_GAIN?: number;
  /**
   * Cameras on Linux: backlight compensation.
   */
  CAP_PROP_BACKLIGHT?: number;
  /**
   * Cameras on Linux: exposure mode; for most cameras 1 is manual and 3 automatic.
   */
  CAP_PROP_AUTO_EXPOSURE?: number;
  /**
   * Cameras on Linux: exposure time in units of 100 µs; it needs `CAP_PROP_AUTO_EXPOSURE: 1`.
   */
  CAP_PROP_EXPOSURE?: number;
  /**
   * Cameras on Linux: automatic white balance, 1 or 0.
   */
  CAP_PROP_AUTO_WB?: number;
  /**
   * Cameras on Linux: colour temperature in kelvin; it needs `CAP_PROP_AUTO_WB: 0`.
   */
  CAP_PROP_WB_TEMPERATURE?: number;
  /**
   * Cameras on Linux: share of blue in the white balance.
   */
  CAP_PROP_WHITE_BALANCE_BLUE_U?: number;
  /**
   * Cameras on Linux: share of red in the white balance.
   */
  CAP_PROP_WHITE_BALANCE_RED_V?: number;
  /**
   * Cameras on Linux: autofocus, 1 or 0.
   */
  CAP_PROP_AUTOFOCUS?: number;
  /**
   * Cameras on Linux: focus distance; it needs `CAP_PROP_AUTOFOCUS: 0`.
   */
  CAP_PROP_FOCUS?: number;
  /**
   * Cameras on Linux: zoom.
   */
  CAP_PROP_ZOOM?: number;
  /**
   * Cameras on Linux: horizontal direction.
   */
  CAP_PROP_PAN?: number;
  /**
   * Cameras on Linux: vertical direction.
   */
  CAP_PROP_TILT?: number;
}
