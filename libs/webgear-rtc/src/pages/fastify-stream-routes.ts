import type { IncomingMessage } from 'node:http';

/** The part of a Fastify route used here. */
interface FastifyRoute {
  readonly url: string;
  constraints?: Readonly<Record<string, unknown>>;
  onRequest?: unknown;
}

/** The part of a Fastify instance used here. */
export interface FastifyShape {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  addConstraintStrategy(strategy: object): unknown;
}

/** What of a registration decides which requests its routes are for. */
export interface StreamRouteRules {
  /** Whether the routes of a path, as registered, are for some requests only, and for which; `undefined` for all. */
  readonly restrictionOf: (path: string) => ((requestUrl: string) => boolean) | undefined;
  /** Whether a path, as registered, is one that needs the streams to be known. */
  readonly isOfStreams: (path: string) => boolean;
  /** Whether a request may be for one of its streams. */
  readonly mayBeOurs: (requestUrl: string) => boolean;
  /** Whether it is known which streams there are. */
  readonly isLoaded: () => boolean;
  /** Asks for them. */
  readonly load: () => Promise<void>;
}

interface Restriction {
  readonly rules: StreamRouteRules;
  readonly admits: (requestUrl: string) => boolean;
}

/** Restrictions by their number, which is the value of the constraint of a route. One list per Fastify instance and strategy. */
const restrictionsOf = new WeakMap<object, Map<string, Restriction[]>>();

/**
 * Lets routes with the name of a stream as parameter match for the streams there are at the time of the request; all others go to
 * the host, which may have a parameter at the same place. Must be called before Nest registers any route.
 */
export function restrictFastifyRoutes(fastify: FastifyShape, rules: StreamRouteRules): void {
  const constraint = rules.isLoaded() ? 'webGearRtcStream' : 'webGearRtcProvidedStream';
  const restrictions = restrictionsFor(fastify, constraint, !rules.isLoaded());
  const numbers = new Map<string, number>();
  fastify.addHook('onRoute', (route) => {
    const path = route.url.replace(/(?<=.)\/$/, '');
    const admits = rules.restrictionOf(path);
    if (admits !== undefined) {
      const number = numbers.get(path) ?? restrictions.push({ rules, admits }) - 1;
      numbers.set(path, number);
      route.constraints = { ...route.constraints, [constraint]: number };
    }
    // What it throws is answered by the controller, with the form that the route has for errors.
    if (!rules.isLoaded() && rules.isOfStreams(path)) {
      const wait = async (): Promise<void> => rules.load().catch(() => undefined);
      route.onRequest = [...[route.onRequest ?? []].flat(), wait];
    }
  });
}

function restrictionsFor(fastify: FastifyShape, constraint: string, mayWait: boolean): Restriction[] {
  const byConstraint = restrictionsOf.get(fastify) ?? new Map<string, Restriction[]>();
  restrictionsOf.set(fastify, byConstraint);
  const known = byConstraint.get(constraint);
  if (known !== undefined) return known;
  const restrictions: Restriction[] = [];
  byConstraint.set(constraint, restrictions);
  const admitting = (url: string): number[] =>
    restrictions.flatMap(({ admits }, number) => (admits(url) ? [number] : []));
  fastify.addConstraintStrategy({
    name: constraint,
    storage: () => new ConstraintStorage(),
    // By its number of parameters Fastify knows an asynchronous one, which makes each request of the host a little slower.
    deriveConstraint: mayWait
      ? ({ url = '' }: IncomingMessage, _context: unknown, done: Derived) => {
          const derive = (): void => done(null, admitting(url));
          const unknown = [...new Set(restrictions.map(({ rules }) => rules))].filter(
            (rules) => !rules.isLoaded() && rules.mayBeOurs(url),
          );
          if (unknown.length === 0) return derive();
          void Promise.allSettled(unknown.map((rules) => rules.load())).then(derive);
        }
      : ({ url = '' }: IncomingMessage) => admitting(url),
  });
  return restrictions;
}

type Derived = (error: null, value: readonly number[]) => void;

/** Routes by their restrictions; a request has all those that admit it. */
class ConstraintStorage {
  private readonly routes = new Map<number, number>();

  /** Of a request, or of one restriction while routes are added. */
  get(admitting: readonly number[] | number): number | null {
    let found = 0;
    for (const number of [admitting].flat()) found |= this.routes.get(number) ?? 0;
    return found === 0 ? null : found;
  }

  set(number: number, routes: number): void {
    this.routes.set(number, routes);
  }
}
