import { RequestMethod, type CanActivate, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { createController, setControllerPaths } from './pages/registration-controller.js';
import { PlayerPageController } from './pages/player-page.controller.js';
import { StaticFilesController } from './pages/static-files/static-files.controller.js';
import { anyPath } from './pages/static-files/static-routes.js';
import { StreamListController } from './pages/stream-list.controller.js';
import { IceServersController } from './signaling/ice-servers.controller.js';
import { SignalingController } from './signaling/signaling.controller.js';
import { StreamStateController } from './signaling/stream-state.controller.js';
import { WhepController } from './signaling/whep/whep.controller.js';
import { WhipController } from './signaling/whip/whip.controller.js';
import { MjpegPathController } from './signaling/jpeg/jpeg.controller.js';
import { JpegController } from './signaling/jpeg/jpeg.controller.js';

/** A route of a registration. */
export interface RegisteredRoute {
  /** `GET`, `POST`. */
  readonly method: string;
  /** Path below the module's, with its parameters and wildcards. */
  readonly path: string;
}

/**
 * Creates the controllers of one registration.
 *
 * `forRootAsync()` resolves the names of streams after the controller classes exist, but Nest reads their paths only after
 * it has configured all modules; until then {@link setStreamPaths} may set them.
 */
export class ControllerFactory {
  private streamNames: readonly string[] = [];
  private readonly signaling: Type<object>;
  private readonly whep: Type<object>;
  private readonly whip: Type<object>;
  private readonly iceServers: Type<object>;
  private readonly streamState: Type<object>;
  private readonly jpeg: Type<object>;
  private readonly mjpegPath: Type<object>;
  private readonly playerPage: Type<object>;
  private readonly streamList: Type<object>;
  private readonly staticFiles: Type<object>;

  constructor(
    private readonly path: string,
    guards: readonly (Type<CanActivate> | CanActivate)[],
  ) {
    this.signaling = createController(SignalingController, guards);
    this.whep = createController(WhepController, guards);
    this.whip = createController(WhipController, guards);
    this.iceServers = createController(IceServersController, guards);
    this.streamState = createController(StreamStateController, guards);
    this.jpeg = createController(JpegController, guards);
    this.mjpegPath = createController(MjpegPathController, guards);
    this.playerPage = createController(PlayerPageController, guards);
    this.streamList = createController(StreamListController, guards);
    this.staticFiles = createController(StaticFilesController, guards);
    this.setStreamPaths([], [], '');
  }

  /** Paths of the pages below the module's path, as they are registered. */
  get pagePaths(): string[] {
    return ['', ...this.streamNames];
  }

  /** All controllers, for the definition of a module. */
  get classes(): Type<object>[] {
    return [
      this.signaling,
      this.whep,
      this.whip,
      this.iceServers,
      this.streamState,
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

  /**
   * Sets the paths of the controllers: one per stream below the module's path, or that path for a single unnamed stream.
   *
   * @param names of the streams, or `:stream` alone for all of them
   * @param mjpegPaths additional paths of MJPEG streams, relative to the module's path
   * @param adapter `getType()` of Nest's HTTP adapter
   */
  setStreamPaths(names: readonly string[], mjpegPaths: readonly string[], adapter: string): void {
    const isNamed = names.length > 0;
    this.streamNames = names;
    const streamPaths = isNamed ? names.map((name) => `${this.path}/${name}`) : [this.path];
    setControllerPaths(this.signaling, streamPaths);
    setControllerPaths(this.whep, streamPaths);
    setControllerPaths(this.whip, streamPaths);
    setControllerPaths(this.iceServers, streamPaths);
    setControllerPaths(this.streamState, streamPaths);
    setControllerPaths(this.jpeg, streamPaths);
    setControllerPaths(
      this.mjpegPath,
      mjpegPaths.map((path) => `${this.path}/${path}`),
    );
    setControllerPaths(this.playerPage, streamPaths);
    setControllerPaths(this.streamList, isNamed ? [this.path] : []);
    setControllerPaths(this.staticFiles, [`${this.path}/static/${anyPath(adapter)}`]);
  }
}
