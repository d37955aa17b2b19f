/** Page lifecycle and network events. */
export interface PageListener {
  onHidden(): void;
  onShown(): void;
  /** The network may have changed. */
  onNetworkChanged(): void;
  /** The page is being unloaded or put into the back/forward cache. */
  onLeave(): void;
  /** The page was restored from the back/forward cache, which closes connections. */
  onReturn(): void;
}

/** Listens until the signal aborts. */
export function watchPage(listener: PageListener, signal: AbortSignal): void {
  const options = { signal };
  const tell = (): void => (document.hidden ? listener.onHidden() : listener.onShown());
  document.addEventListener('visibilitychange', tell, options);
  if (document.hidden) listener.onHidden();
  // Page Lifecycle: a frozen page resumes.
  document.addEventListener('resume', () => listener.onNetworkChanged(), options);
  window.addEventListener('online', () => listener.onNetworkChanged(), options);
  const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
  connection?.addEventListener('change', () => listener.onNetworkChanged(), options);
  window.addEventListener('pagehide', () => listener.onLeave(), options);
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) listener.onReturn();
    },
    options,
  );
}
