import { RequestMethod, type CanActivate, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { createController, setControllerPaths } from './pages/registration-controller.js';
import { PlayerPageController } from './pages/player-page.controller.js';
import { StaticFilesController } from './pages/static-files/static-files.controller.js';
import { anyPath } from './pages/static-files/static-routes.js';
import { StreamListController } from './pages/stream-list.controller.js';
import { RecordingController } from './signaling/recording/recording.controller.js';
import { ControlController } from './signaling/control/control.controller.js';
import { MetadataController } from './signaling/metadata/metadata.controller.js';
import { MetricsController } from './operations/metrics/metrics.controller.js';
import { IceServersController } from './signaling/ice-servers.controller.js';
import { SignalingController } from './signaling/signaling.controller.js';
import { StreamStateController } from './signaling/stream-state.controller.js';
import { WhepController } from './signaling/whep/whep.controller.js';
import { WhipController } from './signaling/whip/whip.controller.js';
import { MjpegPathController } from './signaling/jpeg/jpeg.controller.js';
import { JpegController } from './signaling/jpeg/jpeg.controller.js';
import { STREAM_PARAMETER } from './signaling/stream-routes.js';

/** A route of a registration. */
export interface RegisteredRoute {
  /** `GET`, `POST`. */
  readonly method: string;
  /** Path below the module's, with its parameters and wildcards. */
  readonly path: string;
}

/** What the paths of the controllers follow from. */
export interface StreamPaths {
  /** Whether streams have names, one of which is the parameter of each route. */
  readonly haveNames: boolean;
  /** Additional path of the MJPEG stream of a single unnamed stream, relative to the module's path. */
  readonly mjpegPaths: readonly string[];
  /** `getType()` of Nest's HTTP adapter. */
  readonly adapter: string;
}

/**
 * Creates the controllers of one registration.
 *
 * `forRootAsync()` resolves whether streams have names after the controller classes exist, but Nest reads their paths only after
 * it has configured all modules; until then {@link setStreamPaths} may set them.
 */
export class ControllerFactory {
  private haveNames = false;
  private anyPath = '';
  private readonly metrics: Type<object>;
  private readonly signaling: Type<object>;
  private readonly whep: Type<object>;
  private readonly whip: Type<object>;
  private readonly iceServers: Type<object>;
  private readonly streamState: Type<object>;
  private readonly recording: Type<object>;
  private readonly metadata: Type<object>;
  private readonly control: Type<object>;
  private readonly jpeg: Type<object>;
  private readonly mjpegPath: Type<object>;
  private readonly playerPage: Type<object>;
  private readonly streamList: Type<object>;
  private readonly staticFiles: Type<object>;

  constructor(
    private readonly path: string,
    guards: readonly (Type<CanActivate> | CanActivate)[],
  ) {
    this.metrics = createController(MetricsController, guards);
    this.signaling = createController(SignalingController, guards, 'stream');
    this.whep = createController(WhepController, guards, 'stream');
    this.whip = createController(WhipController, guards, 'stream');
    this.iceServers = createController(IceServersController, guards, 'stream');
    this.streamState = createController(StreamStateController, guards, 'stream');
    this.recording = createController(RecordingController, guards, 'stream');
    this.metadata = createController(MetadataController, guards, 'stream');
    this.control = createController(ControlController, guards, 'stream');
    this.jpeg = createController(JpegController, guards, 'stream');
    this.mjpegPath = createController(MjpegPathController, guards, 'stream');
    this.playerPage = createController(PlayerPageController, guards, 'stream');
    this.streamList = createController(StreamListController, guards);
    this.staticFiles = createController(StaticFilesController, guards);
    this.serveMetrics(false);
    this.setStreamPaths({ haveNames: false, mjpegPaths: [], adapter: '' });
  }

  /** Paths of the pages below the module's path, as they are registered. */
  get pagePaths(): string[] {
    return this.haveNames ? ['', STREAM_PARAMETER] : [''];
  }

  /** Path below the module's of the route that stands for the MJPEG paths of named streams; `undefined` without names. */
  get mjpegPattern(): string | undefined {
    return this.haveNames ? `${STREAM_PARAMETER}/${this.anyPath}` : undefined;
  }

  /** All controllers, for the definition of a module. */
  get classes(): Type<object>[] {
    return [
      // First: below a path that all streams share, its name would be taken for that of a stream.
      this.metrics,
      this.signaling,
      this.whep,
      this.whip,
      this.iceServers,
      this.streamState,
      this.recording,
      this.metadata,
      this.control,
      this.jpeg,
      this.mjpegPath,
      this.playerPage,
      this.streamList,
      this.staticFiles,
    ];
  }

  /**
   * All routes, with their paths below the module's path as they are registered.
   *
   * Read from Nest's own metadata, so that a route added to a controller is included.
   */
  get routes(): RegisteredRoute[] {
    return this.classes.flatMap((controller) => {
      const parents = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
      const base = Object.getPrototypeOf(controller.prototype) as object;
      const handlers = Object.getOwnPropertyNames(base)
        .map((name): unknown => Reflect.get(base, name))
        .filter((handler) => typeof handler === 'function' && Reflect.hasMetadata(PATH_METADATA, handler));
      return handlers.flatMap((handler) => {
        const own = [Reflect.getMetadata(PATH_METADATA, handler as object) as string | string[]].flat();
        const number = Reflect.getMetadata(METHOD_METADATA, handler as object) as RequestMethod;
        const method = RequestMethod[number] ?? 'GET';
        return parents.flatMap((parent) =>
          own.map((route) => ({ method, path: `${parent.slice(this.path.length)}/${route}` })),
        );
      });
    });
  }

  /** Whether there is a route for metrics; none unless it is called with `true`. */
  serveMetrics(isServed: boolean): void {
    setControllerPaths(this.metrics, isServed ? [this.path] : []);
  }

  /**
   * Sets the paths of the controllers: below the module's path with the name of a stream as parameter, or that path for a single
   * unnamed stream.
   */
  setStreamPaths({ haveNames, mjpegPaths, adapter }: StreamPaths): void {
    this.haveNames = haveNames;
    this.anyPath = anyPath(adapter);
    const streamPath = haveNames ? `${this.path}/${STREAM_PARAMETER}` : this.path;
    for (const controller of [
      this.signaling,
      this.whep,
      this.whip,
      this.iceServers,
      this.streamState,
      this.recording,
      this.metadata,
      this.control,
      this.jpeg,
      this.playerPage,
    ]) {
      setControllerPaths(controller, [streamPath]);
    }
    setControllerPaths(
      this.mjpegPath,
      haveNames ? [`${streamPath}/${this.anyPath}`] : mjpegPaths.map((path) => `${this.path}/${path}`),
    );
    setControllerPaths(this.streamList, haveNames ? [this.path] : []);
    setControllerPaths(this.staticFiles, [`${this.path}/static/${this.anyPath}`]);
  }
}
