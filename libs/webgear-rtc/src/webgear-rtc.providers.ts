import type { Provider } from '@nestjs/common';
import { MOUNT_PATH } from './options/mount-path.js';
import { resolveOptions } from './options/resolve-options.js';
import {
  REGISTRATION_NAME,
  RESOLVED_OPTIONS,
  WEBGEAR_RTC_OPTIONS,
} from './options/resolved-options.token.js';
import { EventEmitterBridge } from './events/event-emitter-bridge.js';
import { EventLog } from './events/event-log.js';
import { RegistrationEvents } from './events/registration-events.js';
import { ModuleLogger } from './log/module-logger.js';
import { DataFilesService } from './pages/data-files/data-files.service.js';
import { StaticFilesService } from './pages/static-files/static-files.service.js';
import { ErrorPageRenderer } from './pages/error-pages/error-page.renderer.js';
import { NotFoundPages } from './pages/error-pages/not-found-pages.js';
import { PageResponder } from './pages/page-responder.js';
import { StaticMounts } from './pages/static-mounts.js';
import { TemplateService } from './pages/templates/template.service.js';
import { RawBodyMiddleware } from './signaling/raw-body.middleware.js';
import { CrossOrigin } from './signaling/cross-origin.js';
import { AccessGuard } from './signaling/access/access.guard.js';
import { ViewLinks } from './signaling/access/view-links.service.js';
import { ViewerAccess } from './signaling/access/viewer-access.js';
import { OriginRedirect } from './signaling/cluster/origin-redirect.js';
import { Placement } from './signaling/cluster/placement.js';
import { SessionRequests } from './signaling/cluster/session-requests.js';
import { HttpResponder } from './signaling/http-responder.js';
import { RoutePrefix } from './signaling/route-prefix.js';
import { MjpegResponder } from './signaling/jpeg/mjpeg-responder.service.js';
import { MjpegReaders } from './signaling/jpeg/mjpeg-readers.service.js';
import { SdpSessions, VIEWER_SESSIONS } from './signaling/sdp-endpoint/sdp-sessions.js';
import { StreamRoutes } from './signaling/stream-routes.js';
import { type PeerManager, PEER_MANAGER } from './peers/peer-manager.interface.js';
import { MediaLifecycle } from './media-lifecycle.service.js';
import { mediaProviders } from './media.providers.js';
import { HealthService } from './operations/health/health.service.js';
import { MetricsService } from './operations/metrics/metrics.service.js';
import { VIEWER_EVENTS } from './peers/peer-registry.js';
import { PeerManagerService } from './peer-manager.service.js';
import { PageRoutes } from './page-routes.js';
import { ControlDispatcher } from './remote-control/control-dispatcher.service.js';
import { ControlHandlers } from './remote-control/control-handlers.js';
import { RegisteredPaths } from './registered-paths.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/** The providers of one registration. */
export function webGearRtcProviders(mountPath: string, name: string): Provider[] {
  return [
    { provide: MOUNT_PATH, useValue: mountPath },
    { provide: REGISTRATION_NAME, useValue: name },
    { provide: RESOLVED_OPTIONS, useFactory: resolveOptions, inject: [WEBGEAR_RTC_OPTIONS] },
    ModuleLogger,
    ...mediaProviders,
    MediaLifecycle,
    RegistrationEvents,
    EventLog,
    EventEmitterBridge,
    WebGearRtcService,
    {
      provide: VIEWER_EVENTS,
      useFactory: ({ viewers }: PeerManagerService) => viewers,
      inject: [PeerManagerService],
    },
    MetricsService,
    HealthService,
    RegisteredPaths,
    RoutePrefix,
    PageRoutes,
    StreamRoutes,
    {
      provide: VIEWER_SESSIONS,
      useFactory: (peers: PeerManager) => new SdpSessions((sessionToken) => peers.has(sessionToken)),
      inject: [PEER_MANAGER],
    },
    ControlHandlers,
    ControlDispatcher,
    AccessGuard,
    ViewerAccess,
    ViewLinks,
    HttpResponder,
    SessionRequests,
    OriginRedirect,
    Placement,
    RawBodyMiddleware,
    CrossOrigin,
    MjpegReaders,
    MjpegResponder,
    DataFilesService,
    StaticFilesService,
    TemplateService,
    PageResponder,
    ErrorPageRenderer,
    NotFoundPages,
    StaticMounts,
  ];
}
