import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { closeOnSignal } from './process-exit.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const never = (): Promise<void> => new Promise(() => {});

let exit: jest.SpiedFunction<typeof process.exit>;
let stderr: jest.SpiedFunction<typeof process.stderr.write>;
let listenersBefore: ReadonlyMap<string, readonly unknown[]>;

beforeEach(() => {
  jest.useFakeTimers();
  exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  listenersBefore = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const signal of signals) {
    const added = process.listeners(signal).filter((one) => !listenersBefore.get(signal)?.includes(one));
    for (const listener of added) process.off(signal, listener);
  }
});

describe('a signal', () => {
  it.each(signals)('%s closes, and only then ends the process with exit code 0', async (signal) => {
    let closed = (): void => {};
    closeOnSignal(() => new Promise((resolve) => (closed = resolve)));
    process.emit(signal);
    expect(exit).not.toHaveBeenCalled();
    closed();
    await jest.advanceTimersByTimeAsync(0);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it('that comes second waits for nothing', () => {
    closeOnSignal(never);
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(exit.mock.calls).toEqual([[130]]);
  });

  it('ends a process within two seconds that would not close', async () => {
    closeOnSignal(never);
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(2000);
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('says why a close failed', async () => {
    closeOnSignal(() => Promise.reject(new Error('stuck')));
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(0);
    expect(exit.mock.calls).toEqual([[1]]);
    expect(stderr.mock.calls).toEqual([['webgear-rtc: stuck\n']]);
  });
});
