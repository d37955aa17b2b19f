// The public surface. What is not listed here may change without notice.
export { WebGearRtcModule } from './webgear-rtc.module.js';
export type {
  WebGearRtcAsyncOptions,
  WebGearRtcFactoryOptions,
  WebGearRtcModuleExtras,
  WebGearRtcOptionsFactory,
} from './webgear-rtc.module-definition.js';
export { WEBGEAR_RTC_OPTIONS } from './options/resolved-options.token.js';
export { getWebGearRtcToken, InjectWebGearRtc } from './registration-token.js';
export { WebGearRtcService } from './webgear-rtc.service.js';
export { StreamHandle, type SnapshotOptions } from './streams/stream-handle.js';
export type { Clip, ClipRequest } from './recording/clip.js';
export type { RecordedSegment } from './recording/segment-folder.js';
export type { AnalysisFormat, AnalysisFrame } from './media/analysis-frame.js';
export type { AnalysisOptions, AnalysisSettings } from './options/analysis-options.interface.js';
export type { KeepSettings, RecordOptions } from './options/record-options.interface.js';
export type { StreamSummary } from './streams/stream-summaries.js';
export { getStreamName } from './pages/registration-controller.js';
export type {
  StreamUpdate,
  StreamsByName,
  StreamsProvider,
  StreamsSource,
} from './options/streams-provider.js';

export type {
  DataFiles,
  DeliveryMode,
  NamedStreams,
  RegistrationSettings,
  RemoteStreams,
  StaticMount,
  WebGearRtcOptions,
} from './options/webgear-rtc-options.interface.js';
export type {
  ClusterCredentials,
  ClusterOptions,
  ClusterPlacement,
  ClusterRole,
  ClusterTlsOptions,
} from './options/cluster-options.interface.js';
export { fromVidGear, type VidGearOptions } from './options/from-vidgear.js';
export { Backend, type CaptureBackend } from './options/backend.js';
export type { Colorspace } from './options/colorspace.js';
export type { CameraControls } from './options/camera-controls.interface.js';
export type {
  FfmpegInputOptions,
  SourceOptions,
  StreamParameters,
} from './options/source-options.interface.js';
export type { Overlay, OverlayPosition } from './options/overlay.interface.js';
export type { MjpegOptions } from './options/mjpeg-options.interface.js';
export type { HardwareEncoding, HardwareFamily } from './options/hardware-encoding.js';
export type { PassthroughMode } from './options/passthrough.js';
export type { RenditionOptions, Renditions } from './options/renditions.interface.js';
export type { StabilizeOptions, StabilizerBorderType } from './options/stabilize-options.interface.js';
export type { StreamOptions, StreamSettings } from './options/stream-options.interface.js';
export type {
  AccessPolicy,
  AccessPurpose,
  AuthorizeSource,
  ViewDecision,
  ViewerIdentity,
  ViewerLimits,
  ViewPermission,
  ViewRequest,
} from './options/access-options.interface.js';
export type { SignUrlOptions } from './signaling/access/view-links.service.js';
export type { KickOptions } from './peers/kicked-viewers.js';
export type { ConnectedPeer, Rung, SelectRung } from './options/select-rung.js';
export type { DtlsCertificatePem, DtlsCertificateSetting } from './options/dtls-certificate.js';
export type { IceServer, IceTransportPolicy } from './options/ice-server.interface.js';
export type { StreamState } from './media/stream-stats.js';

export { DataFilesService } from './pages/data-files/data-files.service.js';
export { TemplateService } from './pages/templates/template.service.js';
export type { TemplateContext } from './pages/templates/template-set.js';

export type { PassthroughFormat, VideoSourceInfo } from './sources/video-source.interface.js';
export type { SourceMetadata } from './sources/video-source.interface.js';
export { grid, sideBySide } from './compose.js';
export type { CompositionOptions, CompositionPart } from './sources/composition/grid-layout.js';
export { CaptureService } from './sources/capture.service.js';
export { PushSource, type PushSourceOptions } from './sources/custom/push-source.js';
export type {
  CustomStream,
  AudioProvider,
  FrameSource,
  FrameIterable,
  FrameObservable,
  FrameProvider,
} from './options/custom-stream.js';
export type {
  CanvasFrame,
  FfmpegFrame,
  MatFrame,
  FrameInput,
  PixelFormat,
  FrameTime,
  PixelFrame,
  RawImageFrame,
  WebCodecsFrame,
} from './media/frame-input.js';
export { PixelReader, type PixelReaderOptions } from './pipeline/pixel-reader.js';
export type {
  FrameTransform,
  TransformContext,
  TransformFormat,
  TransformFrame,
} from './options/frame-transform.js';
export type { CapturedFrame, FrameMoment, VideoFrame } from './media/video-frame.js';
export type { EncodedFrame, VideoCodec } from './media/encoded-frame.js';
export type { AudioCodec, AudioFormat, AudioFrame, EncodedAudioFrame } from './media/audio-frame.js';
export type { AudioInput } from './media/audio-input.js';
export type { AudioSelection, VideoSelection } from './media/track-selection.js';
export type { MediaCodec, TrackKind } from './media/rendition-key.js';
export type { PiCameraOrigin, StreamOrigin } from './options/stream-origin.js';
export type { AudioMode } from './options/audio-mode.js';
export type { LeaveReason } from './peers/leave-reason.js';
export { PeerManagerService } from './peer-manager.service.js';
export type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerManager,
  PeerOffer,
  ViewerPreferences,
} from './peers/peer-manager.interface.js';
export type {
  MjpegViewerSnapshot,
  PeerAudioSnapshot,
  PeerSnapshot,
  PeerState,
  WebRtcViewerSnapshot,
} from './peers/peer-snapshot.interface.js';
export type { RungSwitches, RungTime } from './peers/rung-history.js';
export type { PacketCipher } from './rtp/packet-protector.interface.js';
export type { PacketSending, SendPathSnapshot } from './rtp/packet-route.interface.js';
export type { RenditionStats, JpegStats, StreamStats, TransformStats } from './media/stream-stats.js';

export {
  WebGearRtcControl,
  type ControlContext,
  type ControlOptions,
  type ControlStop,
} from './remote-control/control-decorator.js';
export { MetricsService } from './operations/metrics/metrics.service.js';
export type { PrometheusRegistry } from './operations/metrics/prometheus-registry.js';
export type { MetricsFormat } from './operations/metrics/write-metrics.js';
export { HealthService } from './operations/health/health.service.js';
export type { HealthReport, HealthStatus, StreamHealth } from './operations/health/health-report.js';
export {
  webGearRtcHealth,
  type HealthDetails,
  type HealthIndicator,
} from './operations/health/webgear-rtc-health.js';

export type {
  EventViewer,
  SessionTotals,
  SourceFailure,
  StreamStateChange,
  ViewerJoined,
  ViewerLeft,
  WebGearRtcEvents,
} from './events/webgear-rtc-events.js';
export { WEBGEAR_RTC_LOGGER } from './log/module-logger.js';

export { maskCredentials } from './errors/mask-credentials.js';
export { WebGearRtcError } from './errors/webgear-rtc.error.js';
export {
  WebGearRtcExceptionFilter,
  type WebGearRtcExceptionFilterOptions,
} from './errors/webgear-rtc-exception.filter.js';
export type { ProblemDetails } from './errors/problem-details.js';
export type { WebGearRtcErrorCode } from './errors/error-registry.js';
