import { RequestMethod, type CanActivate, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { mountController, placeController } from './pages/mounted-controller.js';
import { PlayerPageController } from './pages/player-page.controller.js';
import { StaticFilesController } from './pages/static-files/static-files.controller.js';
import { anyPath } from './pages/static-files/static-routes.js';
import { StreamListController } from './pages/stream-list.controller.js';
import { IceServersController } from './signaling/ice-servers.controller.js';
import { SignalingController } from './signaling/signaling.controller.js';
import { StreamStateController } from './signaling/stream-state.controller.js';
import { MjpegPathController } from './signaling/stills/mjpeg-path.controller.js';
import { StillsController } from './signaling/stills/stills.controller.js';

/** A route of a registration. */
export interface MountedRoute {
  /** `GET`, `POST`. */
  readonly method: string;
  /** Path below the module's, with its parameters and wildcards. */
  readonly path: string;
}

/**
 * The controllers of one registration.
 *
 * `forRootAsync()` learns the names of streams when the controllers' classes are there already, but Nest reads their paths
 * only after it has configured all modules: until then {@link placeStreams} may set them.
 */
export class MountedControllers {
  private streamNames: readonly string[] = [];
  private readonly signaling: Type<object>;
  private readonly iceServers: Type<object>;
  private readonly streamState: Type<object>;
  private readonly stills: Type<object>;
  private readonly mjpegPath: Type<object>;
  private readonly playerPage: Type<object>;
  private readonly streamList: Type<object>;
  private readonly staticFiles: Type<object>;

  constructor(
    private readonly path: string,
    guards: readonly (Type<CanActivate> | CanActivate)[],
  ) {
    this.signaling = mountController(SignalingController, guards);
    this.iceServers = mountController(IceServersController, guards);
    this.streamState = mountController(StreamStateController, guards);
    this.stills = mountController(StillsController, guards);
    this.mjpegPath = mountController(MjpegPathController, guards);
    this.playerPage = mountController(PlayerPageController, guards);
    this.streamList = mountController(StreamListController, guards);
    this.staticFiles = mountController(StaticFilesController, guards);
    this.placeStreams([], [], '');
  }

  /** Paths of the pages below the module's path, as they are registered. */
  get pagePaths(): string[] {
    return ['', ...this.streamNames];
  }

  /** All of them, as the definition of a module takes them. */
  get classes(): Type<object>[] {
    return [
      this.signaling,
      this.iceServers,
      this.streamState,
      this.stills,
      this.mjpegPath,
      this.playerPage,
      this.streamList,
      this.staticFiles,
    ];
  }

  /**
   * All routes, with their paths below the module's path as they are registered.
   *
   * Read from the metadata that Nest reads, so that a route which is added to a controller is among them.
   */
  get routes(): MountedRoute[] {
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
   * Gives each stream an address of its own below the module's path, or that path to the only one, which has no name.
   *
   * @param names of the streams, or `:stream` alone for all of them
   * @param mjpegPaths where there are images besides `stream.mjpeg`, below the module's path
   * @param adapter `getType()` of Nest's HTTP adapter
   */
  placeStreams(names: readonly string[], mjpegPaths: readonly string[], adapter: string): void {
    const isNamed = names.length > 0;
    this.streamNames = names;
    const streamPaths = isNamed ? names.map((name) => `${this.path}/${name}`) : [this.path];
    placeController(this.signaling, streamPaths);
    placeController(this.iceServers, streamPaths);
    placeController(this.streamState, streamPaths);
    placeController(this.stills, streamPaths);
    placeController(
      this.mjpegPath,
      mjpegPaths.map((path) => `${this.path}/${path}`),
    );
    placeController(this.playerPage, streamPaths);
    placeController(this.streamList, isNamed ? [this.path] : []);
    placeController(this.staticFiles, [`${this.path}/static/${anyPath(adapter)}`]);
  }
}
