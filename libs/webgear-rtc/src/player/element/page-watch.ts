/** What happens to the page around a player. */
export interface PageListener {
  onHidden(): void;
  onShown(): void;
  /** The network may be another than before. */
  onStirred(): void;
  /** The page goes away; nobody knows whether it comes back. */
  onLeave(): void;
  /** It came back from the browser's cache, where connections do not live on. */
  onReturn(): void;
}

/** Listens until the signal aborts. */
export function watchPage(listener: PageListener, signal: AbortSignal): void {
  const options = { signal };
  const tell = (): void => (document.hidden ? listener.onHidden() : listener.onShown());
  document.addEventListener('visibilitychange', tell, options);
  if (document.hidden) listener.onHidden();
  // Of the browser's life cycle: a page that was frozen runs again.
  document.addEventListener('resume', () => listener.onStirred(), options);
  window.addEventListener('online', () => listener.onStirred(), options);
  const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
  connection?.addEventListener('change', () => listener.onStirred(), options);
  window.addEventListener('pagehide', () => listener.onLeave(), options);
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) listener.onReturn();
    },
    options,
  );
}
