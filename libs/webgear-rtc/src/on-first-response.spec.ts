import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { onFirstResponse } from './on-first-response.js';

let server: EventEmitter;
let begun: number;
let ending: AbortController;

beforeEach(() => {
  jest.useFakeTimers();
  server = new EventEmitter();
  begun = 0;
  ending = new AbortController();
  onFirstResponse(server, () => begun++, { latestMs: 150, signal: ending.signal });
});

afterEach(() => {
  jest.useRealTimers();
});

function request(): EventEmitter {
  const response = new EventEmitter();
  server.emit('request', {}, response);
  return response;
}

test('begins when the first answer is out, once, and listens no more', () => {
  const [first, second] = [request(), request()];
  expect(begun).toBe(0);
  second.emit('close');
  expect(begun).toBe(1);
  first.emit('close');
  jest.advanceTimersByTime(1000);
  expect(begun).toBe(1);
  expect(server.listenerCount('request')).toBe(0);
});

test('begins without any request, or during one that lasts, after the longest time', () => {
  request();
  jest.advanceTimersByTime(149);
  expect(begun).toBe(0);
  jest.advanceTimersByTime(1);
  expect(begun).toBe(1);
  expect(server.listenerCount('request')).toBe(0);
});

test('begins nothing once it has ended, and leaves nothing behind', () => {
  const response = request();
  ending.abort();
  response.emit('close');
  jest.advanceTimersByTime(1000);
  expect(begun).toBe(0);
  expect(server.listenerCount('request')).toBe(0);
  expect(jest.getTimerCount()).toBe(0);
});
