/** The part of a Fastify route used here. */
interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
}

/** The part of a Fastify instance used here. */
export interface FastifyShape {
  readonly initialConfig: {
    readonly ignoreTrailingSlash?: boolean;
    readonly routerOptions?: { readonly ignoreTrailingSlash?: boolean };
  };
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  route(route: FastifyRoute): unknown;
}

/**
 * Adds a second route with a trailing slash for each page: Fastify distinguishes both, and Nest strips the slash.
 *
 * Not handled in the not-found handler, which a catch-all route of the host bypasses. Not a redirect: behind a proxy that
 * renames the path, only the browser knows the target. Must be called before Nest registers the routes.
 *
 * @param pages paths of pages, without trailing slash
 */
export function addSlashRoutes(fastify: FastifyShape, pages: readonly string[]): void {
  const { ignoreTrailingSlash, routerOptions } = fastify.initialConfig;
  // The route already matches both forms, and a duplicate is an error.
  if (ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true) return;
  const addresses = new Set(pages.filter((page) => page !== '/'));
  fastify.addHook('onRoute', (route) => {
    // Fastify adds the HEAD route itself.
    const isPage = [route.method].flat().includes('GET') && addresses.delete(route.url);
    if (isPage) fastify.route({ ...route, url: `${route.url}/` });
  });
}
