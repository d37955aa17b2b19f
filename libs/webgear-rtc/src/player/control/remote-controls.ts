import type { ServerCalls } from '../session/server-calls.js';
import { Motion, type MotionAnswer, type MotionMessage } from './motion.js';

/** A handler may have to ask a camera that is far away. */
const COMMAND_TIMEOUT_MS = 10_000;
/** Longer, it would be outdated when it arrives. */
const MOTION_TIMEOUT_MS = 2000;

/** The connection as it is now. */
export interface ControlConnection {
  readonly server: Pick<ServerCalls, 'request'> | undefined;
  /** Of the session; `undefined` while there is none. */
  readonly sessionToken: string | undefined;
}

/** A control that the server refused. */
export class ControlFailed extends Error {
  /**
   * @param code the server's; empty if it did not answer
   * @param status HTTP status; 0 if it did not answer
   */
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
    this.name = 'ControlFailed';
  }
}

/** What a page asks of the application while it shows a stream. */
export class RemoteControls {
  private readonly motions = new Map<string, Motion>();

  private watching: AbortController | undefined;

  /** @param onRefused receives what is wrong with a motion */
  constructor(
    private readonly connection: () => ControlConnection,
    private readonly onRefused: (name: string, failure: ControlFailed) => void,
  ) {}

  /** Sends the newest value; `undefined` stops the control. */
  send(name: string, value: unknown): void {
    const motion = this.motions.get(name) ?? new Motion((message) => this.sendMotion(name, message));
    this.motions.set(name, motion);
    if (value === undefined) return motion.release();
    motion.set(value);
    this.watchPage();
  }

  /**
   * Sends a command, and returns what the handler returned.
   *
   * @throws ControlFailed
   */
  async command(name: string, value: unknown): Promise<unknown> {
    const { result } = await this.post({ name, value, kind: 'command' }, COMMAND_TIMEOUT_MS);
    return result;
  }

  /** Stops everything that moves: the page does not show the stream any more. */
  releaseAll(): void {
    this.watching?.abort();
    this.watching = undefined;
    for (const motion of this.motions.values()) motion.release();
  }

  /** A key that is released elsewhere is never seen to be released here. */
  private watchPage(): void {
    if (this.watching !== undefined) return;
    this.watching = new AbortController();
    const { signal } = this.watching;
    const stop = (): void => {
      for (const motion of this.motions.values()) if (motion.isKeptAlive) motion.release();
    };
    addEventListener('blur', stop, { signal });
    addEventListener('pagehide', stop, { signal });
    document.addEventListener('visibilitychange', () => document.hidden && stop(), { signal });
  }

  private async sendMotion(name: string, message: MotionMessage): Promise<MotionAnswer> {
    try {
      const { deadManMs } = await this.post({ name, ...message }, MOTION_TIMEOUT_MS);
      return { deadManMs: typeof deadManMs === 'number' ? deadManMs : undefined };
    } catch (error) {
      if (!(error instanceof ControlFailed)) throw error;
      // A network that is gone for a moment, a server that is busy: the value is still wanted.
      const isRefused = error.status >= 400 && error.status < 500 && error.status !== 429;
      if (isRefused) this.onRefused(name, error);
      return { isRefused };
    }
  }

  private async post(message: object, timeoutMs: number): Promise<Readonly<Record<string, unknown>>> {
    const { server, sessionToken } = this.connection();
    if (server === undefined || sessionToken === undefined)
      throw new ControlFailed('There is no session', '', 0);
    const response = await server
      .request('control', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sessionToken, ...message }),
        // Sent while the page is left as well.
        keepalive: true,
        signal: AbortSignal.timeout(timeoutMs),
      })
      .catch(() => undefined);
    if (response === undefined) throw new ControlFailed('The server does not answer', '', 0);
    const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
    if (response.ok) return answer;
    throw new ControlFailed(String(answer['message'] ?? ''), String(answer['code'] ?? ''), response.status);
  }
}
