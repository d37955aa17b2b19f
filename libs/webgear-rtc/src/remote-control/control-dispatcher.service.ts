import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ThrottledErrorLog } from '../errors/throttled-error-log.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { SystemCaptureClock, type CaptureClock } from '../media/capture-clock.js';
import { type PeerManager, PEER_MANAGER } from '../peers/peer-manager.interface.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { ControlHandlers, type ControlHandler } from './control-handlers.js';
import { ControlHolds } from './control-holds.js';
import { ControlLane } from './control-lane.js';

const DEFAULT_MAX_PER_SECOND = 30;

/** How long the answer to a motion waits for its handler, in milliseconds: keep-alives must not queue behind it. */
const MOTION_ANSWER_MS = 100;

const soon = { retryAfterSeconds: 1 };

/** What the page of a viewer sends. */
export interface ControlMessage {
  /** Name of the control. */
  readonly name: string;
  readonly value: unknown;
  /** `command` is answered by the handler, `motion` is replaced by a newer one, `release` stops. */
  readonly kind: 'command' | 'motion' | 'release';
  /** Rises with each new value; the same number again only confirms the value. */
  readonly sequence?: number | undefined;
}

/** Who sends it. */
export interface ControlSender {
  readonly viewer: PeerSnapshot;
  /** The request as the adapter has it. */
  readonly request: unknown;
}

/** What a page is told. */
export interface ControlAnswer {
  /** What the handler of a command returned. */
  readonly result?: unknown;
  /** How long a motion lasts without another message, in milliseconds. */
  readonly deadManMs?: number;
}

/** Brings messages of viewers to the handlers of the application. */
@Injectable()
export class ControlDispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly errors = new ThrottledErrorLog(new Logger('WebGearRtc'), 'Control: ');
  private readonly clock: CaptureClock = new SystemCaptureClock();
  private readonly holds = new ControlHolds(this.clock, (error) => this.errors.report(error));
  private readonly lanes = new Map<string, ControlLane>();
  private isClosed = false;

  constructor(
    @Inject(ControlHandlers) private readonly handlers: ControlHandlers,
    @Inject(PEER_MANAGER) peers: PeerManager,
  ) {
    peers.peers$.subscribe((viewers) => this.noteViewers(viewers));
  }

  /** @throws WebGearRtcError `WGR_CONTROL_INVALID` */
  onApplicationBootstrap(): void {
    this.handlers.find();
  }

  /** Before the application takes apart what its handlers need. */
  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    await this.holds.stopOf(() => true, 'closing');
  }

  /**
   * Handles a message.
   *
   * @throws WebGearRtcError `WGR_CONTROL_UNKNOWN`, `WGR_CONTROL_BUSY`, `WGR_CONTROL_TOO_OFTEN`, `WGR_SHUTTING_DOWN`, and what the
   *   handler throws
   */
  async dispatch(sender: ControlSender, message: ControlMessage): Promise<ControlAnswer> {
    if (this.isClosed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds: 5 });
    const { viewer } = sender;
    const { name } = message;
    const { peerId, streamName } = viewer;
    const handler = this.handlers.get(name, streamName);
    if (handler === undefined) throw new WebGearRtcError('WGR_CONTROL_UNKNOWN', { name, streamName });
    const holder = this.holds.holderOf(handler, streamName);
    if (message.kind === 'release') return this.release(handler, viewer, holder, message);
    const { deadManMs, maxPerSecond = DEFAULT_MAX_PER_SECOND } = handler;
    const lane = this.laneOf(handler, viewer);
    if (!lane.admit()) throw new WebGearRtcError('WGR_CONTROL_TOO_OFTEN', { ...soon, name, maxPerSecond });
    if (holder !== undefined && holder.peerId !== peerId)
      throw new WebGearRtcError('WGR_CONTROL_BUSY', { ...soon, name });
    const call = async (): Promise<unknown> => handler.handle(message.value, { name, streamName, ...sender });
    if (message.kind === 'command') return { result: await lane.command(call) };
    const order = lane.orderOf(message.sequence);
    // A repetition after the control was stopped sets it in motion again: the network was away, and the page goes on.
    const isNew = order === 'newer' || (order === 'same' && deadManMs !== undefined && holder === undefined);
    if (order !== 'older' && deadManMs !== undefined) this.holds.keep({ handler, lane, viewer }, deadManMs);
    if (isNew) await this.move(handler, viewer, lane, call);
    return deadManMs === undefined ? {} : { deadManMs };
  }

  /** Waits a moment for a motion, so that a refusal of the handler is told to the page; what fails later is logged. */
  private async move(
    handler: ControlHandler,
    viewer: PeerSnapshot,
    lane: ControlLane,
    call: () => Promise<unknown>,
  ): Promise<void> {
    const settling = new AbortController();
    const moved = lane.move(call).catch((error: unknown) => {
      // Whatever it did before it failed.
      void this.holds.stop(handler, viewer.streamName, 'released');
      throw error;
    });
    moved.catch(() => undefined).finally(() => settling.abort());
    await this.clock.sleep(MOTION_ANSWER_MS, settling.signal);
    if (settling.signal.aborted) await moved;
    else moved.catch((error: unknown) => this.errors.report(error));
  }

  private async release(
    handler: ControlHandler,
    viewer: PeerSnapshot,
    holder: PeerSnapshot | undefined,
    { sequence }: ControlMessage,
  ): Promise<ControlAnswer> {
    // So that a motion which this message has overtaken does not begin after it.
    this.laneOf(handler, viewer).orderOf(sequence);
    if (holder?.peerId === viewer.peerId) await this.holds.stop(handler, viewer.streamName, 'released');
    return {};
  }

  private laneOf(handler: ControlHandler, viewer: PeerSnapshot): ControlLane {
    const key = laneKey(handler, viewer);
    const lane =
      this.lanes.get(key) ?? new ControlLane(this.clock, handler.maxPerSecond ?? DEFAULT_MAX_PER_SECOND);
    this.lanes.set(key, lane);
    return lane;
  }

  private noteViewers(viewers: readonly PeerSnapshot[]): void {
    if (this.lanes.size === 0) return;
    const present = new Set(viewers.map(({ peerId }) => peerId));
    void this.holds.stopOf(({ peerId }) => !present.has(peerId), 'left');
    for (const key of this.lanes.keys()) if (!present.has(key.split('/', 1)[0] ?? '')) this.lanes.delete(key);
  }
}

function laneKey({ name }: ControlHandler, { peerId }: PeerSnapshot): string {
  return `${peerId}/${name}`;
}
