/** Keeps the screen on while a live stream fills it, where the browser can. */
export class ScreenWake {
  private lock: Promise<WakeLockSentinel | undefined> | undefined;

  /** Asks for it, or gives it back. */
  set(isWanted: boolean): void {
    if (isWanted === (this.lock !== undefined)) return;
    // Browsers release it with the page in the background.
    if (isWanted) document.addEventListener('visibilitychange', this.renew);
    else document.removeEventListener('visibilitychange', this.renew);
    if (isWanted) this.lock = this.request();
    else this.release();
  }

  private readonly renew = (): void => {
    if (this.lock === undefined || document.hidden) return;
    // One that the browser kept would never be released.
    this.release();
    this.lock = this.request();
  };

  private async request(): Promise<WakeLockSentinel | undefined> {
    // Exists in secure contexts only.
    const { wakeLock } = navigator as { readonly wakeLock?: WakeLock };
    return wakeLock?.request('screen').catch(() => undefined);
  }

  private release(): void {
    void this.lock?.then((sentinel) => sentinel?.release()).catch(() => undefined);
    this.lock = undefined;
  }
}
