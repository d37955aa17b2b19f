import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { FALLBACKS, type Failure } from './fallbacks.js';
import { sniffContent } from '../http/sniff-content.js';
import { probeHttp, type HttpProbeResult, type HttpProbeFailure } from '../http/http-probe.js';
import { explainStatus } from '../http/http-status.js';

/** The next attempt to open a source, and its reason. */
export interface OpenAttempt {
  readonly request: MediaInputRequest;
  /** Completes "Trying …". */
  readonly reason: string;
}

/** Time for a single-client camera to notice that the last reader has left, in milliseconds. */
const SETTLE_MS = 200;

/** Time limit of an HTTP probe, in milliseconds. */
const MAX_PROBE_MS = 3000;

/** Chooses the next attempt after a failure. Each fallback is tried once; their changes accumulate. */
export class OpenPlan {
  private readonly used = new Set<string>();
  private answer: HttpProbeResult | HttpProbeFailure | undefined;

  constructor(private request: MediaInputRequest) {}

  /** The next attempt, or the error that names the cause when no fallback is left. */
  async after(
    error: WebGearRtcError,
    remainingMs: number,
    signal?: AbortSignal,
  ): Promise<OpenAttempt | WebGearRtcError> {
    if (error.code === 'WGR_SOURCE_STOPPED' || remainingMs <= 0) return error;
    const { request } = this;
    if (isHttp(request) && needsExplanation(error)) {
      this.answer ??= await this.ask(remainingMs, signal);
    }
    const answer = this.answer !== undefined && 'status' in this.answer ? this.answer : undefined;
    const failure: Failure = { request, error, answer, content: answer && sniffContent(answer) };
    try {
      for (const { name, reason, applies, change } of FALLBACKS) {
        if (this.used.has(name) || !applies(failure)) continue;
        this.used.add(name);
        const changed = change(failure);
        // The server has already stated the length.
        const isSame = answer !== undefined && answer.status < 300 && changed.url === request.url;
        this.request = isSame ? { ...changed, contentLength: async () => answer.lengthBytes } : changed;
        return { request: this.request, reason };
      }
    } catch (refusal) {
      if (refusal instanceof WebGearRtcError) return refusal;
      throw refusal;
    }
    return this.explained(failure);
  }

  /** Cameras that serve one reader need a moment to release it, before the probe and after it. */
  private async ask(remainingMs: number, signal?: AbortSignal): Promise<HttpProbeResult | HttpProbeFailure> {
    const { url, options } = this.request;
    const how = {
      method: 'GET',
      timeoutMs: Math.min(MAX_PROBE_MS, remainingMs),
      headerLines: options['headers'],
      signal,
    } as const;
    let answer = await probeHttp(url, how);
    if ('reason' in answer && remainingMs > MAX_PROBE_MS) {
      await sleep(SETTLE_MS, undefined, { ref: false });
      answer = await probeHttp(url, how);
    }
    const isCutOff = 'status' in answer && answer.status < 300 && answer.lengthBytes === undefined;
    if (isCutOff) await sleep(SETTLE_MS, undefined, { ref: false });
    return answer;
  }

  private async explained({ error, request, answer, content }: Failure): Promise<WebGearRtcError> {
    const { label: source, url } = request;
    const options = { cause: error.cause ?? error };
    if (answer !== undefined && answer.status >= 400) {
      const detail = explainStatus(answer.status, hasCredentials(url), answer.retryAfter);
      return new WebGearRtcError('WGR_SOURCE_HTTP_ERROR', { source, ...detail }, options);
    }
    // The probe could log in, FFmpeg could not.
    if (answer?.authentication === 'digest' && /\b401\b/.test(error.message)) {
      const remedy = 'It requires a Digest algorithm that FFmpeg does not support; allow MD5 or Basic there';
      return new WebGearRtcError(
        'WGR_SOURCE_HTTP_ERROR',
        { source, reason: '401 Unauthorized', remedy },
        options,
      );
    }
    const refused =
      error.code === 'WGR_SOURCE_HTTP_ERROR' ? /\b(40[13])\b/.exec(error.message)?.[1] : undefined;
    if (refused !== undefined && !isHttp(request)) {
      const detail = explainStatus(Number(refused), hasCredentials(url));
      return new WebGearRtcError('WGR_SOURCE_HTTP_ERROR', { source, ...detail }, options);
    }
    if (this.answer !== undefined && 'reason' in this.answer)
      return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason: this.answer.reason }, options);
    if (error.code !== 'WGR_SOURCE_HTTP_ERROR') {
      const reason = answer && content && contentReason(content, answer);
      if (reason !== undefined)
        return new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source, reason }, options);
    }
    if (error.code === 'WGR_SOURCE_UNREACHABLE' && !isHttp(request)) {
      const host = /^[^:]+:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/.exec(url)?.[1] ?? '';
      const reason = host !== '' && !(await hasAddress(host)) ? `there is no host "${host}"` : undefined;
      if (reason !== undefined)
        return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason }, options);
    }
    return error;
  }
}

function isHttp({ url }: MediaInputRequest): boolean {
  return /^https?:\/\//i.test(url);
}

function hasCredentials(url: string): boolean {
  return /^[^:]+:\/\/[^/?#]*@/.test(url);
}

/** A refused connection and an unsupported format are definite; other errors are explained by the server. */
function needsExplanation({ code }: WebGearRtcError): boolean {
  return code !== 'WGR_SOURCE_REFUSED' && code !== 'WGR_SOURCE_UNSUPPORTED';
}

function contentReason(content: string, { contentType, start }: HttpProbeResult): string | undefined {
  const type = contentType === '' ? '' : ` (${contentType})`;
  if (content === 'web-page') return `the server answers with a web page${type}, not with video`;
  if (content === 'text') return `the server answers with text${type}`;
  if (content === 'nothing') return 'the server sends an empty response';
  if (content === 'hls')
    return 'the entries of its playlist cannot be read: they do not exist, or are not behind http or https';
  // ISO/IEC 14496-12, 4.3: the file type box comes first.
  if (start.subarray(4, 8).toString('latin1') !== 'ftyp') return undefined;
  return 'its index is at the end, and the server does not support byte ranges; write it with "-movflags +faststart"';
}

async function hasAddress(host: string): Promise<boolean> {
  return lookup(host.replaceAll(/[[\]]/g, '')).then(
    () => true,
    () => false,
  );
}
