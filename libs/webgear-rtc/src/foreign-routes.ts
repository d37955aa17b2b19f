import type { ModulesContainer } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { isOwnController } from './pages/registration-controller.js';

/** Key under which Nest keeps the prefix that `RouterModule` gives a module; the rest of the key names the application. */
const MODULE_PREFIX_KEY = '__module_path__';

/**
 * Whether a controller of the host may have a route below a path of ours.
 *
 * Errs on the side of yes: prefixes and versions are not put together here, so any mention of the path counts.
 */
export function mayHaveRoutesBelow(modules: ModulesContainer, path: string): boolean {
  const first = path.split('/')[0]?.toLowerCase() ?? '';
  return [...modules.values()].some(({ metatype, controllers }) => {
    const foreign = [...controllers.values()]
      .map((controller) => controller.metatype)
      .filter((type) => typeof type === 'function' && !isOwnController(type)) as { prototype: object }[];
    if (foreign.length === 0) return false;
    const stated = [...modulePrefixes(metatype), ...foreign.flatMap(routesOf)];
    return stated.some((route) => route.toLowerCase().split('/').includes(first));
  });
}

function modulePrefixes(module: object): string[] {
  return Reflect.getMetadataKeys(module)
    .filter((key) => String(key).startsWith(MODULE_PREFIX_KEY))
    .map((key) => String(Reflect.getMetadata(key, module)));
}

function routesOf(controller: { readonly prototype: object }): string[] {
  const { prototype } = controller;
  const methods = Object.getOwnPropertyNames(prototype)
    .map((name) => Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown)
    .filter((method) => typeof method === 'function');
  return [controller, ...methods].flatMap((target) =>
    [Reflect.getMetadata(PATH_METADATA, target as object) ?? []].flat().map(String),
  );
}
