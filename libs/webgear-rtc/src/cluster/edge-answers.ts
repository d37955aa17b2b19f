import type { StreamQuery, StreamReplies } from '../broadcast/frame-bus.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { BusConnection } from './bus-connection.interface.js';
import { answers, read, write, type ControlMessage, type Heartbeat } from './messages.js';
import type { StreamSubjects } from './subjects.js';

/** What an answer may take beyond what it was told to wait, in milliseconds. */
const ANSWER_TIMEOUT_MS = 1000;
const retryAfterSeconds = 2;

/** An answer is used for so long, and asked for again in the background after the first of the two times, in microseconds. */
const REFRESHED_US = 2_000_000;
const USED_US = 30_000_000;

type Asked = Exclude<StreamQuery, { readonly kind: 'describe' }>;

interface Answer {
  readonly value: StreamReplies[Asked['kind']];
  /** What the stream was then. */
  readonly of: string;
  readonly atUs: number;
}

/**
 * What an edge asks the origin of a stream for the answer to an offer. Of a stream that is live it is known from the viewer before, so
 * that a viewer of an edge does not wait for a round trip to the site of the cameras.
 */
export class EdgeAnswers {
  private readonly known = new Map<Asked['kind'], Answer>();

  constructor(
    private readonly parts: {
      readonly connection: BusConnection;
      readonly subjects: StreamSubjects;
      readonly clock: CaptureClock;
      /** The latest word of the origin. */
      readonly latest: () => Heartbeat;
    },
  ) {}

  /** @throws WebGearRtcError `WGR_ORIGIN_UNREACHABLE` */
  async get(query: Asked): Promise<Answer['value']> {
    const known = this.known.get(query.kind);
    const ageUs = known === undefined ? Infinity : this.parts.clock.nowUs() - known.atUs;
    if (known === undefined || ageUs > USED_US || known.of !== this.now) return this.ask(query);
    if (ageUs > REFRESHED_US) this.ask(query).catch(() => this.known.delete(query.kind));
    return known.value;
  }

  /** The stream as its origin describes it; what it answers may change with it. */
  private get now(): string | undefined {
    const { origin, epoch, description, state } = this.parts.latest();
    return state === 'live' ? JSON.stringify([origin, epoch, description]) : undefined;
  }

  private async ask({ kind, waitMs }: Asked): Promise<Answer['value']> {
    const { connection, subjects, clock, latest } = this.parts;
    const of = this.now;
    try {
      const request = write({ kind, waitMs } satisfies ControlMessage);
      const data = await connection.request(subjects.control, request, waitMs + ANSWER_TIMEOUT_MS);
      const answer = kind === 'audio' ? read(answers.audio, data) : read(answers['h264-level'], data);
      if (answer === undefined) throw new Error('the answer is none');
      const value = answer.value as Answer['value'];
      // Before a stream is live its origin may have guessed.
      if (of !== undefined) this.known.set(kind, { value, of, atUs: clock.nowUs() });
      return value;
    } catch (cause) {
      const streamName = latest().description.name;
      throw new WebGearRtcError('WGR_ORIGIN_UNREACHABLE', { streamName, retryAfterSeconds }, { cause });
    }
  }
}
