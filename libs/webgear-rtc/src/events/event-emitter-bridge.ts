import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ThrottledErrorLog } from '../errors/throttled-error-log.js';
import { ModuleLogger } from '../log/module-logger.js';
import { REGISTRATION_NAME } from '../options/resolved-options.token.js';
import { RegistrationEvents } from './registration-events.js';
import type { WebGearRtcEvents } from './webgear-rtc-events.js';

/** The part of `EventEmitter2` used here. */
interface Emitter {
  emitAsync(name: string, event: unknown): Promise<unknown>;
}

/** Name of the module class of `@nestjs/event-emitter`. */
const emitterModule = 'EventEmitterModule';

/**
 * Passes the events on to `@nestjs/event-emitter`, where the application has its module.
 *
 * Looked up among the modules by the name of its class: an import would make the package a dependency, and bundlers of
 * applications without it would look for it.
 */
@Injectable()
export class EventEmitterBridge implements OnModuleInit {
  private readonly errors: ThrottledErrorLog;

  constructor(
    @Inject(RegistrationEvents) private readonly events: RegistrationEvents,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(REGISTRATION_NAME) private readonly registration: string,
    @Inject(ModuleLogger) logger: ModuleLogger,
  ) {
    this.errors = new ThrottledErrorLog(logger, 'A listener of an event threw: ');
  }

  /** All providers of the application have been made. */
  onModuleInit(): void {
    const emitter = this.find();
    if (emitter === undefined) return;
    const { registration, events } = this;
    const emit = <Name extends keyof WebGearRtcEvents>(
      name: Name,
      event: Omit<WebGearRtcEvents[Name], 'registration'>,
    ): void => void this.emit(emitter, name, { ...event, registration });
    events.viewerJoined$.subscribe((event) => emit('webgear-rtc.viewer.joined', event));
    events.viewerLeft$.subscribe((event) => emit('webgear-rtc.viewer.left', event));
    events.streamState$.subscribe((event) => emit('webgear-rtc.stream.state', event));
    events.sourceFailed$.subscribe((event) => emit('webgear-rtc.source.failed', event));
  }

  /** Not `emit()`, whose asynchronous listeners would end the process when they fail. */
  private async emit(emitter: Emitter, name: string, event: object): Promise<void> {
    try {
      await emitter.emitAsync(name, event);
    } catch (error) {
      this.errors.report(error);
    }
  }

  private find(): Emitter | undefined {
    for (const { metatype, providers } of this.modules.values()) {
      if (metatype.name !== emitterModule) continue;
      for (const { instance } of providers.values()) if (isEmitter(instance)) return instance;
    }
    return undefined;
  }
}

function isEmitter(instance: unknown): instance is Emitter {
  return typeof (instance as Partial<Emitter> | null)?.emitAsync === 'function';
}
