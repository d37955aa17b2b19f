import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface CommandLine {
  /** Where the pictures come from; the built-in test pattern unless stated. */
  readonly source: string | number;
  /** Start a file again when it ends. */
  readonly loop: boolean;
  /** TCP port of the page, 0 for any free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly ipAddress: string;
  /** Log in detail. */
  readonly logging: boolean;
  /** Print the help and nothing else. */
  readonly help: boolean;
  /** Print the version and nothing else. */
  readonly version: boolean;
}

/** A command line that cannot be understood. Its message is one line for the user. */
export class CommandLineError extends Error {}

/** The text of `--help`. */
export const helpText = `Usage: webgear-rtc [options]

Shows live video on a web page with sub-second latency.

  -s,  --source <source>      a file, a URL (rtsp://…, http://…), a camera by its index (0),
                              an image sequence (img%03d.png), screen: or test:
                              (default: a built-in test pattern)
       --loop                 start a file again when it ends
  -pt, --port <port>          TCP port of the page, 0 for any free one (default: 8000)
  -ip, --ipaddress <address>  address to listen on (default: 0.0.0.0, all of them)
  -l,  --logging              log in detail
       --help                 print this help
       --version              print the version

Examples:
  webgear-rtc
  webgear-rtc --source movie.mp4 --loop
  webgear-rtc --source rtsp://camera.local/stream --port 8080
`;

/**
 * Understands a command line.
 *
 * @throws CommandLineError
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = parse(args.map(inOneSpelling));
  return {
    source: toSource(values.source ?? 'test:'),
    loop: values.loop ?? false,
    port: toPort(values.port ?? '8000'),
    ipAddress: values.ipaddress ?? '0.0.0.0',
    logging: values.logging ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

/** VidGear has short flags of two letters, which `parseArgs` would take for two flags. */
function inOneSpelling(arg: string): string {
  const twoLetterFlags: Readonly<Record<string, string>> = { '-pt': '--port', '-ip': '--ipaddress' };
  return twoLetterFlags[arg] ?? arg;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        source: { type: 'string', short: 's' },
        loop: { type: 'boolean' },
        port: { type: 'string' },
        ipaddress: { type: 'string' },
        logging: { type: 'boolean', short: 'l' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CommandLineError(`${reason} Try --help.`, { cause });
  }
}

/** `0` is a camera; `0.mp4` is a file. */
function toSource(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CommandLineError(`--port must be a whole number from 0 to 65535, but is "${text}".`);
}
