/** The part of a layer of Express's router used here: a route or a middleware. */
interface Layer {
  readonly route?: { readonly path: unknown };
  /** Of the last match, in releases of the router whose `match` says no more than whether there is one. */
  params?: RouteParameters;
  match(path: string): boolean | { readonly params: RouteParameters };
}

/** The parameters of a matched route, as they are to be; `undefined` if it is not to match. */
export type AdmitParameters = (path: string, params: RouteParameters) => RouteParameters | undefined;

type RouteParameters = Readonly<Record<string, unknown>>;

/** The part of an Express application used here. */
export interface ExpressShape {
  readonly router?: { readonly stack: Layer[] };
  /** The same of Express 4. */
  readonly _router?: { readonly stack: Layer[] };
}

const routeMethods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all'] as const;

/** The part of Nest's Express adapter used here. */
export type RouteRegistrar = Partial<Record<(typeof routeMethods)[number], (...args: never[]) => unknown>>;

/**
 * Prevents catch-all routes of the host, such as that of a single-page application, from hiding the module's routes.
 *
 * Express matches routes in registration order, and Nest registers those of the root module before those of imported
 * modules. Fastify prefers the more specific route; this class achieves the same for the module's routes.
 */
export class ExpressRouteOrder {
  private firstRoute: number | undefined;

  private constructor(private readonly express: ExpressShape) {}

  /**
   * Must be called before Nest registers any route.
   *
   * Records where the routes of controllers begin: middlewares before them, some registered as routes, must run first.
   */
  static watch(adapter: RouteRegistrar, express: ExpressShape): ExpressRouteOrder {
    const order = new ExpressRouteOrder(express);
    const methods = routeMethods.filter((method) => typeof adapter[method] === 'function');
    for (const method of methods) {
      const original = adapter[method] as (...args: unknown[]) => unknown;
      adapter[method] = (...args: unknown[]): unknown => {
        order.firstRoute ??= stackOf(express).length;
        adapter[method] = original;
        return original.apply(adapter, args);
      };
    }
    return order;
  }

  /**
   * Must be called when all routes are registered. Moves the module's routes ahead of the first route that hides one of
   * them, if any.
   *
   * @param paths paths of the module's routes as registered, with wildcards
   */
  settle(paths: readonly string[]): void {
    const stack = stackOf(this.express);
    const first = this.firstRoute ?? stack.length;
    const ours = new Set(paths);
    const isOurs = ({ route }: Layer): boolean => typeof route?.path === 'string' && ours.has(route.path);
    const addresses = paths.map((path) => path.replaceAll(/[*:]\w+/g, 'x'));
    const hides = (layer: Layer): boolean =>
      !isOurs(layer) && !isLiteral(layer) && addresses.some((address) => layer.match(address) !== false);
    const hiding = stack.findIndex((layer, index) => index >= first && hides(layer));
    if (hiding === -1) return;
    const behind = stack.slice(hiding);
    stack.splice(
      hiding,
      behind.length,
      ...behind.filter(isOurs),
      ...behind.filter((layer) => !isOurs(layer)),
    );
  }
}

/**
 * Lets routes match for some parameters only, as they are at the time of the request: where others do not belong to the module, the
 * routes of the host get them.
 *
 * @param isRestricted whether a path, as registered, is one of these routes
 */
export function restrictExpressRoutes(
  express: ExpressShape,
  isRestricted: (path: string) => boolean,
  admit: AdmitParameters,
): void {
  for (const layer of stackOf(express)) {
    const path = layer.route?.path;
    if (typeof path !== 'string' || !isRestricted(path)) continue;
    const match = layer.match.bind(layer);
    layer.match = (address) => {
      const matched = match(address);
      if (matched === false) return false;
      const params = admit(path, (matched === true ? layer.params : matched.params) ?? {});
      if (params === undefined) return false;
      if (matched !== true) return { ...matched, params };
      layer.params = params;
      return true;
    };
  }
}

/** A route with a literal path, which the host means to take precedence. */
function isLiteral({ route }: Layer): boolean {
  return typeof route?.path === 'string' && !/[*:{(]/.test(route.path);
}

function stackOf(express: ExpressShape): Layer[] {
  try {
    return express.router?.stack ?? [];
  } catch {
    // Express 4, whose getter throws.
    return express._router?.stack ?? [];
  }
}
