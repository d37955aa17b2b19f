/** What we use of a Fastify route. */
interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
}

/** What we use of a Fastify instance. */
export interface FastifyShape {
  readonly initialConfig: {
    readonly ignoreTrailingSlash?: boolean;
    readonly routerOptions?: { readonly ignoreTrailingSlash?: boolean };
  };
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  route(route: FastifyRoute): unknown;
}

/**
 * Gives each page a second route with a slash at the end of its address, which Fastify tells from the one without, and
 * which Nest cannot state: it strips the slash.
 *
 * A route of its own rather than an answer out of the handler for unknown addresses, which a catch-all route of the host
 * keeps requests from. Not a redirect to the other form: behind a proxy that renames the path, only the browser knows where
 * that is.
 *
 * @param pages addresses of pages, without the slash; to be called before Nest registers their routes
 */
export function addSlashRoutes(fastify: FastifyShape, pages: readonly string[]): void {
  const { ignoreTrailingSlash, routerOptions } = fastify.initialConfig;
  // One route has both forms already, and a second is an error.
  if (ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true) return;
  const addresses = new Set(pages.filter((page) => page !== '/'));
  fastify.addHook('onRoute', (route) => {
    // Fastify adds the route of HEAD by itself.
    const isPage = [route.method].flat().includes('GET') && addresses.delete(route.url);
    if (isPage) fastify.route({ ...route, url: `${route.url}/` });
  });
}
