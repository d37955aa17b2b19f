import type { InjectionToken } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { AccessPolicy, AuthorizeSource } from '../../options/access-options.interface.js';

/** Finds or creates who decides on viewers, once, with the first request. A failure is tried again with the next. */
export class PolicyLoader {
  private policy: Promise<AccessPolicy> | undefined;

  /** @param source `undefined` where nobody is asked */
  constructor(
    private readonly source: AuthorizeSource | undefined,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** `undefined` where every viewer that passes the guards may watch. */
  async load(): Promise<AccessPolicy | undefined> {
    const { source } = this;
    if (source === undefined) return undefined;
    this.policy ??= this.create(source).catch((error: unknown) => {
      this.policy = undefined;
      throw error;
    });
    return this.policy;
  }

  private async create(source: AuthorizeSource): Promise<AccessPolicy> {
    if (typeof source === 'function') return { authorize: source };
    const policy = await this.provide(source);
    if (typeof (policy as Partial<AccessPolicy> | undefined)?.authorize === 'function') return policy;
    throw new TypeError('what it names has no method authorize()');
  }

  private provide(
    source: Exclude<AuthorizeSource, (...args: never[]) => unknown>,
  ): AccessPolicy | Promise<AccessPolicy> {
    const { moduleRef } = this;
    if ('useClass' in source) return moduleRef.create(source.useClass);
    if ('useExisting' in source) return this.dependency(source.useExisting) as AccessPolicy;
    const dependencies = (source.inject ?? []).map((dependency) =>
      typeof dependency === 'object' && 'token' in dependency
        ? this.dependency(dependency.token, dependency.optional)
        : this.dependency(dependency),
    );
    const factory = source.useFactory as (...given: unknown[]) => AccessPolicy | Promise<AccessPolicy>;
    return factory(...dependencies);
  }

  private dependency(token: InjectionToken, isOptional = false): unknown {
    try {
      return this.moduleRef.get(token, { strict: false });
    } catch (error) {
      if (isOptional) return undefined;
      throw error;
    }
  }
}
