/** One parameter for each level of folders a URL below `static/` may have. */
const LEVELS = ['level1', 'level2', 'level3', 'level4', 'level5', 'level6'] as const;

/**
 * The routes of the static files, one for each depth.
 *
 * A wildcard would be shorter, but Express wants `*path` and Fastify `*`, and each refuses the other's.
 */
export const staticRoutes: string[] = LEVELS.map((_, depth) =>
  ['static', ...LEVELS.slice(0, depth + 1).map((level) => `:${level}`)].join('/'),
);

/** The decoded parts of the URL below `static/`. */
export function staticSegments(parameters: Readonly<Record<string, string>>): string[] {
  return LEVELS.map((level) => parameters[level]).filter((segment) => segment !== undefined);
}
