/** Query parameter with the signed part of a link that `signUrl()` of the server made. */
const LINK_PARAMETER = 'wgr-link';

/** What decides on how requests are made; read again for each. */
export interface RequestSettings {
  /** As of `<video>`: `use-credentials` sends cookies to other origins too. */
  readonly crossOrigin?: string | null;
  /** Makes headers, such as `Authorization`. */
  readonly requestHeaders?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
}

/** The requests of one player: their addresses, credentials and headers. */
export class StreamRequests {
  private readonly stream: URL;
  /** The stream's page at the server that has the session, where that of the page sent the offer to another. */
  private place: URL | undefined;
  /** Those of the last request; a page that is left cannot wait for others. */
  private lastHeaders: HeadersInit | undefined;

  /** @param src URL of the stream's page */
  constructor(
    src: string,
    private readonly settings: RequestSettings = {},
  ) {
    this.stream = streamPage(src, document.baseURI, globalThis.location?.href);
  }

  /** URL of the stream's page without its query, which may be a secret. */
  get page(): string {
    const { origin, pathname } = this.stream;
    return origin + pathname;
  }

  /** URL of a route of the stream, with the query of its page. */
  address(route: string): string {
    const url = new URL(route, this.place ?? this.stream);
    if (route !== '')
      url.search = [url.search, this.stream.search]
        .map((query) => query.slice(1))
        .filter(Boolean)
        .join('&');
    return url.href;
  }

  async fetch(route: string, init: RequestInit = {}): Promise<Response> {
    const { requestHeaders, crossOrigin } = this.settings;
    const credentials = crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
    if (!requestHeaders) return this.reach(route, { ...init, credentials });
    const headers = new Headers(await requestHeaders());
    this.lastHeaders = [...headers];
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return this.reach(route, { ...init, headers, credentials });
  }

  /** Makes an offer to the server of the page. What follows goes to the server that answers, which may be another of a cluster. */
  async offer(init: RequestInit): Promise<Response> {
    this.place = undefined;
    const response = await this.fetch('offer', init);
    if (!isPlaced(response)) return response;
    this.place = new URL('.', response.url);
    // Browsers take `Authorization` out of a request that is redirected to another origin.
    const isBare = response.status === 401 && this.settings.requestHeaders !== undefined;
    return isBare ? this.fetch('offer?placed=1', init) : response;
  }

  /** Sends something that needs no answer; works during page unload too. */
  send(route: string, body: string): void {
    const { lastHeaders: headers } = this;
    // A beacon has no headers of its own, and a text as its body needs no preflight.
    if (headers === undefined) navigator.sendBeacon(this.address(route), body);
    else {
      const credentials = this.settings.crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
      const init = { method: 'POST', body, headers, credentials, keepalive: true } as const;
      void fetch(this.address(route), init).catch(() => undefined);
    }
  }

  private async reach(route: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.address(route), init);
    } catch (error) {
      // The server that was sent to may be gone; that of the page knows another.
      this.place = undefined;
      throw error;
    }
  }
}

/** Whether a server of a cluster has sent a request to another one; a login page is something else. */
function isPlaced({ redirected, url }: Response): boolean {
  return redirected && /\/offer\?(.*&)?placed=/.test(url);
}

/**
 * URL of a stream's page, with a slash at the end.
 *
 * @param src URL of the page, with or without a trailing slash, and with the query that all requests are to have
 * @param base URL that `src` is relative to
 * @param location URL of the document: the page of a stream has its link there
 */
export function streamPage(src: string, base: string, location = base): URL {
  const page = new URL(src, base);
  page.hash = '';
  // `fetch` throws for a URL with credentials; the browser sends those of the page by itself.
  page.username = '';
  page.password = '';
  if (!page.pathname.endsWith('/')) page.pathname += '/';
  const document = new URL(location);
  const isItsPage =
    document.origin === page.origin && `${document.pathname}/`.replace(/\/\/$/, '/') === page.pathname;
  const link = document.searchParams.get(LINK_PARAMETER);
  if (isItsPage && link !== null && page.search === '') page.searchParams.set(LINK_PARAMETER, link);
  return page;
}
