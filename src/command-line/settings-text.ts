import { readFile } from 'node:fs/promises';
import { UsageError } from '../process-exit.js';

/**
 * Reads a config file.
 *
 * @throws UsageError
 */
export async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`The config file "${path}" cannot be read: ${reasonOf(cause)}.`, { cause });
  }
  return parseSettings(text, `The config file "${path}"`);
}

/**
 * Understands a map of settings in YAML, of which JSON is a part.
 *
 * @param what whose text it is, for the message of an error
 * @throws UsageError
 */
export async function parseSettings(text: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  // Loaded only for those who need it: it costs as much time as all the rest of the command line.
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new UsageError(`${what} is no valid YAML or JSON, line ${line}, column ${col}: ${error.message}.`);
  }
  const settings: unknown = document.toJS();
  if (settings === null) return {};
  if (typeof settings === 'object' && !Array.isArray(settings)) return settings as Record<string, unknown>;
  throw new UsageError(`${what} must be a map of settings such as "port: 8080".`);
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}
