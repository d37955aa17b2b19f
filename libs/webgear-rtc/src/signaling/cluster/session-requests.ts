import { Inject, Injectable } from '@nestjs/common';
import { ClusterNodes } from '../../cluster/cluster-nodes.js';
import type { SessionReply, SessionRequest } from '../../cluster/node-messages.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { ModuleLogger } from '../../log/module-logger.js';
import { nodeOfSession } from '../../peers/session-token.js';
import type { RequestBody } from '../body/read-body.js';
import { errorReply } from '../error-reply.js';
import type { HttpReply } from '../http-responder.js';

const retryAfterSeconds = 1;

/** What is asked of a session, wherever the request came in. */
export interface SessionCall {
  readonly sessionToken: string;
  readonly body: RequestBody;
  readonly ifMatch?: string | undefined;
  /** Address of ours the request reached, where it came to the process that has the session. */
  readonly localAddress?: string | undefined;
}

/** Answers what is asked of a session of this process. */
export type SessionHandler = (call: SessionCall) => HttpReply | Promise<HttpReply>;

/** Requests for sessions: answered here, or by the process of the cluster that has the session. */
@Injectable()
export class SessionRequests {
  private readonly handlers = new Map<SessionRequest['operation'], SessionHandler>();

  constructor(
    @Inject(ClusterNodes) private readonly nodes: ClusterNodes,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {
    nodes.serve((request) => this.serve(request));
  }

  /** Sets how an operation is done on sessions of this process. */
  handle(operation: SessionRequest['operation'], handler: SessionHandler): void {
    this.handlers.set(operation, handler);
  }

  /** Whether another process of the cluster has a session. */
  isElsewhere(sessionToken: string): boolean {
    return this.nodes.isElsewhere(nodeOfSession(sessionToken));
  }

  /**
   * Does an operation where the session is.
   *
   * @throws WebGearRtcError `WGR_SESSION_UNKNOWN` also when the process that had the session is gone; `WGR_NODE_UNREACHABLE`
   *   when it does not answer; whatever the operation throws
   */
  async call(operation: SessionRequest['operation'], call: SessionCall): Promise<HttpReply> {
    const node = nodeOfSession(call.sessionToken);
    if (!this.nodes.isElsewhere(node)) return this.handlerOf(operation)(call);
    const { contentType, text, parsed } = call.body;
    const reply = await this.nodes.request(node, {
      operation,
      sessionToken: call.sessionToken,
      body: text ?? JSON.stringify(parsed),
      ...(contentType !== undefined && { contentType }),
      ...(call.ifMatch !== undefined && { ifMatch: call.ifMatch }),
    });
    if (reply === 'gone') throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    if (reply === 'silent') throw new WebGearRtcError('WGR_NODE_UNREACHABLE', { retryAfterSeconds });
    // An empty one of bytes would be sent with a type.
    const body = reply.body === '' ? '' : Buffer.from(reply.body);
    return { ...reply, body, headers: reply.headers as Record<string, string> };
  }

  /** Answers another process. */
  private async serve({
    operation,
    sessionToken,
    body,
    contentType,
    ifMatch,
  }: SessionRequest): Promise<SessionReply> {
    try {
      const call = { sessionToken, body: { contentType, text: body }, ifMatch };
      return asMessage(await this.handlerOf(operation)(call));
    } catch (error) {
      if (error instanceof WebGearRtcError) return asMessage(errorReply(error));
      this.logger.error(String(error));
      return { status: 500, body: '', headers: {} };
    }
  }

  private handlerOf(operation: SessionRequest['operation']): SessionHandler {
    const handler = this.handlers.get(operation);
    if (handler === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    return handler;
  }
}

function asMessage({ status, body, headers = {} }: HttpReply): SessionReply {
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  const kept = ['Content-Type', 'Cache-Control', 'ETag', 'Retry-After'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    status,
    body: isText ? body.toString() : JSON.stringify(body),
    headers: {
      ...(!isText && { 'Content-Type': 'application/json; charset=utf-8' }),
      ...Object.fromEntries(kept),
    },
  };
}
