import { Backend } from './backend.js';
import type { IceServer } from './ice-server.interface.js';
import type { StreamSettings } from './stream-options.interface.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** Name of the stream of a registration that names none. */
export const DEFAULT_STREAM_NAME = 'default';

/** Defaults of a stream. What is absent has no fixed default: the source or another option decides. */
export const defaultStreamOptions = Object.freeze({
  api: Backend.CamGear,
  backend: 'auto',
  enablePiCamera: false,
  cameraNum: 0,
  streamMode: false,
  frameFormat: 'bgr24',
  loop: false,
  frameSizeReduction: 20,
  stabilize: false,
  transformFormat: 'rgba',
  transformBudgetMs: 200,
  stallTimeoutMs: 10_000,
  timeDelay: 0,
  bitrateBps: 2_000_000,
  passthrough: 'auto',
  keyFrameIntervalMs: 4000,
  mjpegFramerate: 10,
  keepWarm: false,
  idleStopMs: 5000,
} satisfies StreamSettings);

/** Defaults of a registration. */
export const defaultModuleOptions = Object.freeze({
  enableLiveBroadcast: true,
  mode: 'webrtc',
  maxPeers: 100,
  udpPort: 0,
  udpAddress: '0.0.0.0',
  iceTcp: true,
  threads: false,
  announcedAddresses: [] as readonly string[],
  iceServers: [] as readonly IceServer[],
  iceTransportPolicy: 'all',
  allowedOrigins: [] as readonly string[],
  frameAncestors: [] as readonly string[],
  overwriteDefaultFiles: false,
  mounts: [],
  logging: false,
} satisfies Partial<RegistrationSettings>);
