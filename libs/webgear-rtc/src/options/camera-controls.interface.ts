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
   * Cameras on Linux: amplification of the sensor.
   */
  CAP_PROP_GAIN?: number;
  /**
   * Cameras on Linux: compensation of light from behind.
   */
  CAP_PROP_BACKLIGHT?: number;
  /**
   * Cameras on Linux: who chooses the exposure; most cameras have 1 for you and 3 for themselves.
   */
  CAP_PROP_AUTO_EXPOSURE?: number;
  /**
   * Cameras on Linux: time of exposure in 100 µs; it needs `CAP_PROP_AUTO_EXPOSURE: 1`.
   */
  CAP_PROP_EXPOSURE?: number;
  /**
   * Cameras on Linux: white balance by the camera, 1 or 0.
   */
  CAP_PROP_AUTO_WB?: number;
  /**
   * Cameras on Linux: temperature of the light in kelvin; it needs `CAP_PROP_AUTO_WB: 0`.
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
   * Cameras on Linux: focus by the camera, 1 or 0.
   */
  CAP_PROP_AUTOFOCUS?: number;
  /**
   * Cameras on Linux: distance of the focus; it needs `CAP_PROP_AUTOFOCUS: 0`.
   */
  CAP_PROP_FOCUS?: number;
  /**
   * Cameras on Linux: zoom.
   */
  CAP_PROP_ZOOM?: number;
  /**
   * Cameras on Linux: where the camera looks, sideways.
   */
  CAP_PROP_PAN?: number;
  /**
   * Cameras on Linux: where the camera looks, up and down.
   */
  CAP_PROP_TILT?: number;
}
