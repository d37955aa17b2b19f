import type { Socket } from 'node:dgram';

/** What Node reads a UDP socket with. */
export interface UdpHandle {
  /** Node reads the socket; @returns 0, or an error number */
  recvStart(): number;
  /** Node neither reads the socket nor is woken by it; @returns 0, or an error number */
  recvStop(): number;
}

/**
 * The handle of a bound socket; `undefined` where this version of Node has none by this name.
 *
 * Node has no function to stop reading a UDP socket, as streams have; the handle of the socket has had one since the first
 * versions.
 */
export function udpHandleOf(socket: Socket): UdpHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'state symbol',
  );
  if (symbol === undefined) return undefined;
  const state: unknown = Reflect.get(socket, symbol);
  const handle: unknown = isObject(state) ? Reflect.get(state, 'handle') : undefined;
  return isHandle(handle) ? handle : undefined;
}

function isHandle(value: unknown): value is UdpHandle {
  return (
    isObject(value) &&
    typeof Reflect.get(value, 'recvStart') === 'function' &&
    typeof Reflect.get(value, 'recvStop') === 'function'
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
