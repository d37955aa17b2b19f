import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../support/deadline.mjs';
import { clipSeconds } from './generated-inputs.js';
import { imageFaults } from './check-image.js';
import { showsSecret } from './secrets.js';
import { medianRtpStepMs, rtpOrderFaults, rtpSpanMs } from './check-rtp-time.js';
import type { Fails, GoesOn, LiveSender, MatrixRow, PlaysOnce } from './matrix-row.interface.js';
import type { ObservedStream } from './observed-stream.js';
import { processorWaitMs } from './processor-wait.js';

/** What a busy machine costs: times may differ by this much, in milliseconds, and by as long as the process had no processor. */
const timeToleranceMs = 250;
/** By this share may speeds differ besides. */
const speedTolerance = 0.06;
const firstFrameLimitMs = 4000;
/** The last frame, a slate of a second, and the state. */
const endingLimitMs = 3500;
/** How long a stream that has ended is watched for a second start. */
const afterEndMs = 500;
/** An error is known after this, in milliseconds, with room for the timers of a busy machine. */
const failureLimitMs = 11_000;
/** How long a live source may show what came while it was opened. */
const backlogMs = 1000;
/** A camera of GStreamer takes some seconds to start. */
const senderLimitMs = 25_000;
const pollMs = 20;
/** Begins every fault that a machine with too much to do may cause as well. */
const timing = 'timing: ';

/** Whether a row is worth a second look: nothing but its times were wrong. */
export function isOnlyLate(faults: readonly string[]): boolean {
  return faults.length > 0 && faults.every((fault) => fault.startsWith(timing));
}

/** Of frames that are due, this share at least is sent. */
const usualSentShare = 0.7;

/** Plays a recording to its end, and gives what was wrong with it. */
export async function watchRecording(
  row: MatrixRow,
  wanted: PlaysOnce,
  seen: ObservedStream,
): Promise<string[]> {
  const { firstFrameMs = firstFrameLimitMs, spanMs, spanToleranceMs = 0 } = wanted;
  if (!(await until(() => seen.shown.length > 0 || seen.state === 'ended', firstFrameMs)))
    return [`no frame within ${firstFrameMs} ms`, ...whyNot(seen)];
  const firstMs = seen.shown[0]?.wallMs ?? performance.now();
  const faults = delayFaults(seen, firstFrameMs);
  if (wanted.passthrough !== undefined && seen.usesPassthrough !== wanted.passthrough)
    faults.push(
      wanted.passthrough ? 'encoded instead of passed through' : 'passed through instead of encoded',
    );
  // The last frame stands as long as the others, which at a frame every five seconds is half of the time.
  const lastFrameMs = spanMs / Math.max(1, wanted.frames - 1);
  const limitMs = firstMs + spanMs * 1.5 + lastFrameMs + spanToleranceMs + endingLimitMs - performance.now();
  if (!(await until(() => seen.state === 'ended', limitMs)))
    return [
      `${timing}no end within ${Math.round(limitMs)} ms, ${seen.captured.length} of ${wanted.frames} frames read`,
      ...whyNot(seen).map((why) => timing + why),
    ];
  await sleep(afterEndMs);
  const lives = seen.states.filter(({ state }) => state === 'live').length;
  const ends = seen.states.filter(({ state }) => state === 'ended').length;
  if (seen.state !== 'ended' || lives !== 1 || ends !== 1)
    faults.push(
      `did not end once, states: ${seen.states.map(({ state }) => state).join(', ')}`,
      ...whyNot(seen),
    );
  const { shown } = seen;
  if (seen.lastError !== undefined) faults.push(`ended with ${String(seen.lastError)}`);
  faults.push(...countFaults(wanted, seen), ...speedFaults(wanted, seen), ...rtpOrderFaults(seen.sent));
  if (shown.length > 0) faults.push(...(await imageFaults(row.viewerCodec ?? 'h264', seen.sent, wanted)));
  return faults;
}

function countFaults(
  { frames, frameTolerance = 1, sentShare = usualSentShare }: PlaysOnce,
  { captured, shown }: ObservedStream,
): string[] {
  const faults: string[] = [];
  if (Math.abs(captured.length - frames) > frameTolerance)
    faults.push(`${captured.length} of ${frames} frames read`);
  if (shown.length < frames * sentShare * freeShare(captured) - frameTolerance)
    faults.push(`${timing}${shown.length} of ${frames} frames sent`);
  return faults;
}

/** Part of the time from the first frame to the last in which the process could run. */
function freeShare(captured: ObservedStream['captured']): number {
  const [first, last] = [captured[0], captured.at(-1)];
  if (first === undefined || last === undefined || last.wallMs === first.wallMs) return 1;
  return Math.max(0, 1 - (last.waitMs - first.waitMs) / (last.wallMs - first.wallMs));
}

function speedFaults(
  { spanMs, spanToleranceMs = 0, frames, intervalMs = spanMs / (frames - 1) }: PlaysOnce,
  { captured, shown }: ObservedStream,
): string[] {
  const faults: string[] = [];
  const waitMs = (captured.at(-1)?.waitMs ?? 0) - (captured[0]?.waitMs ?? 0);
  const allowedMs = timeToleranceMs + waitMs + spanToleranceMs + spanMs * speedTolerance;
  const wallMs = (captured.at(-1)?.wallMs ?? 0) - (captured[0]?.wallMs ?? 0);
  if (Math.abs(wallMs - spanMs) > allowedMs)
    faults.push(`${timing}took ${Math.round(wallMs)} ms instead of ${Math.round(spanMs)} ms`);
  const rtpMs = rtpSpanMs(shown);
  if (Math.abs(rtpMs - spanMs) > allowedMs)
    faults.push(`${timing}RTP time spans ${Math.round(rtpMs)} ms instead of ${Math.round(spanMs)} ms`);
  const medianMs = medianRtpStepMs(shown);
  if (intervalMs !== false && shown.length > 4 && Math.abs(medianMs - intervalMs) > 2 + intervalMs * 0.1)
    faults.push(
      `${timing}RTP time between frames is ${medianMs.toFixed(1)} ms instead of ${intervalMs.toFixed(1)} ms`,
    );
  return faults;
}

/** Watches a source without an end for a while; unplugs it when that is asked for. */
export async function watchGoingOn(
  row: MatrixRow,
  wanted: GoesOn,
  seen: ObservedStream,
  sender: LiveSender | undefined,
): Promise<string[]> {
  const { firstFrameMs = firstFrameLimitMs, framerate } = wanted;
  if (!(await until(() => seen.shown.length > 0, firstFrameMs)))
    return [`no frame within ${firstFrameMs} ms`, ...whyNot(seen)];
  const faults = delayFaults(seen, firstFrameMs);
  // What came while the source was opened is shown at once, to be as near to now as can be.
  await sleep(backlogMs);
  const fromMs = performance.now();
  const fromWaitMs = processorWaitMs();
  const before = seen.shown.length;
  await sleep(clipSeconds * 1000 + 500);
  const { shown } = seen;
  if (wanted.passthrough !== undefined && seen.usesPassthrough !== wanted.passthrough)
    faults.push(
      wanted.passthrough ? 'encoded instead of passed through' : 'passed through instead of encoded',
    );
  const seconds = (performance.now() - fromMs) / 1000;
  const waitMs = processorWaitMs() - fromWaitMs;
  const rate = (shown.length - before) / seconds;
  const leastRate = framerate * usualSentShare * Math.max(0, 1 - waitMs / 1000 / seconds);
  // What could not be taken at its time is taken later, all at once.
  const lateFrames = (framerate * (processorWaitMs() - seen.startedWaitMs)) / 1000;
  const mostRate = framerate * 1.3 + lateFrames / seconds;
  if (rate < leastRate || rate > mostRate)
    faults.push(`${timing}${rate.toFixed(1)} instead of ${framerate} frames/s`);
  const inPlay = shown.slice(before);
  const wallMs = (inPlay.at(-1)?.wallMs ?? 0) - (inPlay[0]?.wallMs ?? 0);
  const rtpMs = rtpSpanMs(inPlay);
  if (Math.abs(rtpMs - wallMs) > timeToleranceMs + waitMs + wallMs * speedTolerance)
    faults.push(`${timing}RTP time spans ${Math.round(rtpMs)} ms, arrival ${Math.round(wallMs)} ms`);
  if (seen.state !== 'live') faults.push(`is ${seen.state}`, ...whyNot(seen));
  if (wanted.reconnects === true && sender !== undefined)
    faults.push(...(await reconnectFaults(seen, sender)));
  faults.push(
    ...rtpOrderFaults(seen.sent),
    ...(await imageFaults(row.viewerCodec ?? 'h264', seen.sent, wanted)),
  );
  return faults;
}

async function reconnectFaults(seen: ObservedStream, sender: LiveSender): Promise<string[]> {
  await within(senderLimitMs, 'the sender to be unplugged', sender.unplug());
  if (!(await until(() => seen.state === 'reconnecting', 8000)))
    return [`is ${seen.state} after its sender was unplugged`];
  const before = seen.shown.length;
  await within(senderLimitMs, 'the sender to be plugged in again', sender.plugIn());
  const back = await until(() => seen.state === 'live' && seen.shown.length > before + 5, 15_000);
  return back ? [] : [`is ${seen.state} after its sender was plugged in again`, ...whyNot(seen)];
}

/** Waits for a source that cannot be shown to say why. */
export async function watchFailure(wanted: Fails, seen: ObservedStream): Promise<string[]> {
  const knows = (): boolean => seen.lastError !== undefined;
  if (!(await until(knows, failureLimitMs)))
    return [`no error within ${failureLimitMs} ms, state ${seen.state}`, `${seen.shown.length} frames sent`];
  const { lastError: error } = seen;
  const faults: string[] = [];
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== wanted.code) faults.push(`code ${code} instead of ${wanted.code}: ${message}`);
  // The address is no explanation, even where it has the word in it.
  if (!wanted.words.test(message.replaceAll(/[a-z]+:\/\/[^\s"]+/g, 'address')))
    faults.push(`"${message}" has not ${wanted.words}`);
  if (!(await until(() => seen.state === wanted.state, 3000)))
    faults.push(`state ${seen.state} instead of ${wanted.state}`);
  if (seen.shown.length > 0) faults.push(`${seen.shown.length} frames sent`);
  const detail = JSON.stringify((error as { readonly detail?: unknown }).detail);
  if (showsSecret(`${message} ${detail}`)) faults.push(`a secret is shown: ${message} ${detail}`);
  return faults;
}

function delayFaults(seen: ObservedStream, limitMs: number): string[] {
  const first = seen.shown[0];
  if (first === undefined) return ['no frame', ...whyNot(seen)];
  const delayMs = first.wallMs - seen.startedAtMs;
  return delayMs > limitMs ? [`${timing}first frame after ${Math.round(delayMs)} ms`] : [];
}

function whyNot({ lastError, state }: ObservedStream): string[] {
  return [`state ${state}, ${lastError === undefined ? 'no error' : String(lastError)}`];
}

/** Waits for something to be so, and says whether it was in time. */
export async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const giveUpAtMs = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > giveUpAtMs) return false;
    await sleep(pollMs);
  }
  return true;
}
