import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventTexts, MetadataLink } from './metadata-link.js';

const eventOf = (rtpTimestamp: number): string => `data: {"rtpTimestamp":${rtpTimestamp},"value":1}\n\n`;

describe('the messages of a stream', () => {
  let requests: { readonly route: string; readonly signal: AbortSignal | null | undefined }[];
  let respond: () => Response | Promise<Response>;
  let received: number[];
  let interruptions: number;
  let link: MetadataLink;

  beforeEach(() => {
    jest.useFakeTimers();
    [requests, received, interruptions] = [[], [], 0];
  });

  afterEach(() => {
    link.close();
    jest.useRealTimers();
  });

  function open(): void {
    const server = {
      request: async (route: string, { signal }: RequestInit) => {
        requests.push({ route, signal });
        return respond();
      },
    };
    link = new MetadataLink(server, {
      onMessage: ({ rtpTimestamp }) => void received.push(rtpTimestamp),
      onInterrupted: () => void interruptions++,
    });
  }

  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  const events = (...parts: string[]): Response =>
    new Response(new Blob(parts).stream(), { headers: { 'Content-Type': 'text/event-stream' } });

  it('are requested again when the response ends', async () => {
    jest.useRealTimers();
    respond = () => events('retry: 1000\n\n', eventOf(1), ':\n\n', eventOf(2));
    open();
    while (received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([received, requests.map(({ route }) => route)]).toEqual([[1, 2], ['metadata']]);
    while (requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(interruptions).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['refuses', () => new Response('{}', { status: 404 })],
    ['has another page there', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
    ['does not answer', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('are requested less and less often of a server that %s', async (_name, answer) => {
    respond = answer;
    open();
    await pass(10_000);
    const first = requests.length;
    expect(first).toBeGreaterThanOrEqual(3);
    expect(first).toBeLessThanOrEqual(5);
    await pass(300_000);
    expect(requests.length - first).toBeLessThan(10);
    expect(received).toEqual([]);
  });

  it('are requested no more once it is closed', async () => {
    respond = () => new Promise(() => undefined);
    open();
    link.close();
    await pass(60_000);
    expect([requests.length, requests[0]?.signal?.aborted, interruptions]).toEqual([1, true, 0]);
  });
});

it('events may be cut anywhere', () => {
  const text = `retry: 1000\n\n${eventOf(1)}:\n\n${eventOf(2)}`;
  for (let cut = 0; cut <= text.length; cut++) {
    const texts = new EventTexts();
    const data = [...texts.add(text.slice(0, cut)), ...texts.add(text.slice(cut))];
    expect(data.map((each) => (JSON.parse(each) as { rtpTimestamp: number }).rtpTimestamp)).toEqual([1, 2]);
  }
});
