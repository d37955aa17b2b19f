import type { LogLevel } from '@nestjs/common';
import { UsageError } from '../process-exit.js';
import type { Setting } from './collect-settings.js';
import { toPort } from './flags/flag-values.js';
import { programDefaults } from './flags/flags.js';

/** What the server is started with. */
export interface ServerSettings {
  /** TCP port of the page, 0 for any free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly ipAddress: string;
  /** Print a QR code; `undefined` leaves it to the terminal. */
  readonly qr: boolean | undefined;
  /** What is printed: lines of this level and of graver ones. */
  readonly logLevel: LogLevel;
  /** Options of the library as they were stated. Checking them is the library's. */
  readonly options: Readonly<Record<string, unknown>>;
}

const logLevels = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

const { source, ...serverDefaults } = programDefaults;

/**
 * Takes what concerns the program itself, and leaves the rest to the library.
 *
 * @throws UsageError
 */
export function toServerSettings(settings: ReadonlyMap<string, Setting>): ServerSettings {
  const stated = Object.fromEntries([...settings].map(([name, { value }]) => [name, value]));
  const values: Readonly<Record<string, unknown>> = { ...serverDefaults, ...stated };
  const { port, ipaddress, qr, overlay, overlayClock, ...options } = values;
  const refuse = (name: string, rule: string): never => {
    throw new UsageError(`"${name}" ${rule} (${settings.get(name)?.origin}).`);
  };
  const drawn = overlayWithClock(overlay, overlayClock, (rule) => refuse('overlayClock', rule));
  return {
    port: isPort(port)
      ? Number(port)
      : refuse('port', `must be a whole number from 0 to 65535, but is ${port}`),
    ipAddress: typeof ipaddress === 'string' ? ipaddress : refuse('ipaddress', 'must be an IP address'),
    qr: qr === undefined || typeof qr === 'boolean' ? qr : refuse('qr', 'must be true or false'),
    logLevel: toLogLevel(options),
    options: {
      ...(hasSource(options) ? undefined : { source }),
      ...options,
      ...(drawn !== undefined && { overlay: drawn }),
    },
  };
}

/** An unknown level is refused by the library, in whose words that is printed. */
function toLogLevel({ logLevel, logging }: Readonly<Record<string, unknown>>): LogLevel {
  const stated = logLevels.find((level) => level === logLevel);
  return stated ?? (logging === true ? 'verbose' : 'warn');
}

function isPort(port: unknown): boolean {
  try {
    toPort(String(port));
    return true;
  } catch {
    return false;
  }
}

/** Without a source, the server shows a test pattern to prove that it works. */
function hasSource(options: Readonly<Record<string, unknown>>): boolean {
  const isPiCamera = options['api'] === 'PiGear' || options['enablePiCamera'] === true;
  return isPiCamera || ['source', 'streams'].some((name) => options[name] !== undefined);
}

/**
 * The option `overlay` with `--overlay-clock` added: text and clock in one place, or a clock alone.
 *
 * @param refuse raises the error that completes the sentence "overlayClock …"
 */
function overlayWithClock(overlay: unknown, clock: unknown, refuse: (rule: string) => never): unknown {
  if (clock === undefined || clock === false) return overlay;
  if (clock !== true) return refuse('must be true or false');
  if (Array.isArray(overlay)) return refuse('cannot say which of several overlays has a clock');
  if (typeof overlay === 'object' && overlay !== null) return { clock: true, ...overlay };
  return overlay === undefined ? { clock: true } : { text: overlay, clock: true };
}
