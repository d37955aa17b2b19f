/** What we use of a layer of Express's router: a route, or a middleware. */
interface Layer {
  readonly route?: { readonly path: unknown };
  match(path: string): boolean;
}

/** What we use of an Express application. */
export interface ExpressShape {
  readonly router?: { readonly stack: Layer[] };
}

const routeMethods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all'] as const;

/** What we use of Nest's adapter for Express. */
export type RouteRegistrar = Partial<Record<(typeof routeMethods)[number], (...args: never[]) => unknown>>;

/**
 * Keeps catch-all routes of the host, such as that of a single-page application, from hiding our routes.
 *
 * Express asks its routes in the order they were registered, and Nest registers those of the root module before those of
 * the modules it imports. Fastify prefers the more specific route whatever the order; this does the same for ours.
 */
export class ExpressRouteOrder {
  private firstRoute: number | undefined;

  private constructor(private readonly express: ExpressShape) {}

  /**
   * To be called before Nest registers any route.
   *
   * Notes where the routes of controllers begin: before them stand middlewares, some of them as routes too, which must see
   * our requests first.
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
   * To be called when all routes are registered. Moves our routes in front of the first that hides one of them; does nothing
   * where there is none.
   *
   * @param paths of our routes as they were registered, wildcards and all
   */
  settle(paths: readonly string[]): void {
    const stack = stackOf(this.express);
    const first = this.firstRoute ?? stack.length;
    const ours = new Set(paths);
    const isOurs = ({ route }: Layer): boolean => typeof route?.path === 'string' && ours.has(route.path);
    const addresses = paths.map((path) => path.replaceAll(/[*:]\w+/g, 'x'));
    const hides = (layer: Layer): boolean =>
      !isOurs(layer) && !isLiteral(layer) && addresses.some((address) => layer.match(address));
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

/** A route of one address, which the host has chosen to be its own. */
function isLiteral({ route }: Layer): boolean {
  return typeof route?.path === 'string' && !/[*:{(]/.test(route.path);
}

/** None where another release than 5 of Express was handed to Nest, whose router is not to be asked for. */
function stackOf(express: ExpressShape): Layer[] {
  try {
    return express.router?.stack ?? [];
  } catch {
    return [];
  }
}
