import type { TransformFormat } from '../pipeline/transform/frame-transform.interface.js';
import { Backend } from './backend.js';
import { captureBackendOf, captureBackendWords } from './capture-backend.js';
import { colorspaces } from './colorspace.js';
import { deliveryModes } from './delivery-mode.js';
import {
  decimalNumber,
  flag,
  ipAddresses,
  ipv4Address,
  namedStreams,
  oneOf,
  frameFunction,
  frameProvider,
  frameSize,
  settings,
  sourceName,
  staticMounts,
  text,
  wholeNumber,
  type OptionRule,
} from './option-rule.js';
import { iceServerList } from './ice-servers.js';
import { mjpegSettings } from './mjpeg-rules.js';
import { overlaying } from './overlay-rules.js';
import { passthroughModes } from './passthrough.js';
import { stabilizing } from './stabilize-rules.js';
import { threadCount } from './threads.js';
import { webOrigins } from './web-origin.js';
import type { IceTransportPolicy } from './ice-server.interface.js';
import type { StreamSettings } from './stream-options.interface.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** The rule of every option of a stream. A key that is missing here is an unknown option. */
export const streamOptionRules: Readonly<Record<keyof StreamSettings, OptionRule>> = {
  source: sourceName,
  customStream: frameProvider,
  api: oneOf(Object.values(Backend)),
  backend: {
    rule: 'must be a way to capture pictures',
    allowed: captureBackendWords,
    accepts: (value) => captureBackendOf(value) !== undefined,
  },
  enablePiCamera: flag,
  cameraNum: wholeNumber(0, 255),
  streamMode: flag,
  sourceDemuxer: text,
  frameFormat: text,
  customFfmpeg: text,
  sourceOptions: settings,
  loop: flag,
  framerate: decimalNumber(1, 240, ' frames per second'),
  resolution: frameSize,
  frameSizeReduction: decimalNumber(0, 90, ' percent'),
  stabilize: stabilizing,
  colorspace: oneOf(colorspaces),
  transform: frameFunction,
  transformFormat: oneOf(['rgba', 'rgb24', 'bgr24', 'bgra', 'gray'] satisfies TransformFormat[]),
  transformBudgetMs: wholeNumber(1, 10_000, ' milliseconds'),
  overlay: overlaying,
  enableInfiniteFrames: flag,
  stallTimeoutMs: wholeNumber(1000, 3_600_000, ' milliseconds'),
  timeDelay: decimalNumber(0, 3600, ' seconds'),
  bitrateBps: wholeNumber(50_000, 100_000_000, ' bits per second'),
  passthrough: oneOf(passthroughModes),
  keyFrameIntervalMs: wholeNumber(250, 60_000, ' milliseconds'),
  mjpegFramerate: decimalNumber(1, 60, ' pictures per second'),
  mjpeg: mjpegSettings,
  keepWarm: flag,
  idleStopMs: wholeNumber(0, 3_600_000, ' milliseconds'),
};

/** The rule of every option of a registration. */
export const optionRules: Readonly<Record<keyof RegistrationSettings, OptionRule>> = {
  ...streamOptionRules,
  streams: namedStreams,
  enableLiveBroadcast: flag,
  mode: oneOf(deliveryModes),
  maxPeers: wholeNumber(1, 10_000),
  udpPort: wholeNumber(0, 65_535),
  udpAddress: ipv4Address,
  iceTcp: flag,
  threads: threadCount,
  announcedAddresses: ipAddresses,
  iceServers: iceServerList,
  iceTransportPolicy: oneOf(['all', 'relay'] satisfies IceTransportPolicy[]),
  customDataLocation: text,
  overwriteDefaultFiles: flag,
  allowedOrigins: webOrigins,
  frameAncestors: webOrigins,
  mounts: staticMounts,
  logging: flag,
};
