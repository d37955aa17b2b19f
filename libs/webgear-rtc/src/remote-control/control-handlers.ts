import { Inject, Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { REGISTRATION_NAME } from '../options/resolved-options.token.js';
import { declaredControls, type ControlContext, type DeclaredControl } from './control-decorator.js';

/** A control, and the method that handles it. */
export interface ControlHandler extends DeclaredControl {
  /** Where it stands, for errors: `CameraControls.move()`. */
  readonly place: string;
  readonly handle: (value: unknown, context: ControlContext) => unknown;
}

/** The part of Nest's wrapper of a provider used here. */
interface InstanceWrapper {
  readonly instance: unknown;
  isDependencyTreeStatic(): boolean;
}

/** The methods of the application that carry `@WebGearRtcControl()`. */
@Injectable()
export class ControlHandlers {
  private readonly scanner = new MetadataScanner();
  private handlers: readonly ControlHandler[] = [];

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(REGISTRATION_NAME) private readonly registration: string,
  ) {}

  /**
   * Looks for them, once all providers are there.
   *
   * @throws WebGearRtcError `WGR_CONTROL_INVALID` for two of the same control, and for a provider that is made for each request
   */
  find(): void {
    this.handlers = this.instances().flatMap((wrapper) => this.handlersOf(wrapper));
    for (const [index, handler] of this.handlers.entries()) {
      const other = this.handlers.slice(0, index).find((each) => overlap(each, handler));
      if (other === undefined) continue;
      const reason = `${other.place} handles it too; give each its own "streams"`;
      throw invalidControl(handler, reason);
    }
  }

  /** The handler of a control for a stream: one that names the stream before one for all. */
  get(name: string, streamName: string): ControlHandler | undefined {
    const named = this.handlers.filter((handler) => handler.name === name);
    return (
      named.find(({ streams }) => streams?.includes(streamName)) ??
      named.find(({ streams }) => streams === undefined)
    );
  }

  /** Each once: a provider may stand under several tokens. */
  private instances(): InstanceWrapper[] {
    const wrappers = new Map<unknown, InstanceWrapper>();
    for (const { providers, controllers } of this.modules.values()) {
      for (const wrapper of [...providers.values(), ...controllers.values()]) {
        const { instance } = wrapper as InstanceWrapper;
        if (typeof instance === 'object' && instance !== null) wrappers.set(instance, wrapper);
      }
    }
    return [...wrappers.values()];
  }

  private handlersOf(wrapper: InstanceWrapper): ControlHandler[] {
    const instance = wrapper.instance as object;
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null || prototype === Object.prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) =>
      declaredControls(Reflect.get(prototype, method)).flatMap((declared) => {
        if (declared.registration !== undefined && declared.registration !== this.registration) return [];
        const place = `${instance.constructor.name}.${method}()`;
        if (!wrapper.isDependencyTreeStatic()) {
          throw invalidControl({ ...declared, place }, 'its provider is made for each request');
        }
        const handle: ControlHandler['handle'] = (value, context) =>
          (Reflect.get(instance, method) as ControlHandler['handle']).call(instance, value, context);
        return [{ ...declared, place, handle }];
      }),
    );
  }
}

function overlap(one: ControlHandler, other: ControlHandler): boolean {
  if (one.name !== other.name || (one.streams === undefined) !== (other.streams === undefined)) return false;
  return one.streams === undefined || one.streams.some((name) => other.streams?.includes(name));
}

function invalidControl(
  { name, place }: Pick<ControlHandler, 'name' | 'place'>,
  reason: string,
): WebGearRtcError<'WGR_CONTROL_INVALID'> {
  return new WebGearRtcError('WGR_CONTROL_INVALID', { name, place, reason });
}
