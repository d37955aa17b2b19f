import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** One line of a source file. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  /** Whether the error refers to this line. */
  readonly isFault: boolean;
}

/** A stack frame of an error. */
export interface TracedPlace {
  /** The called function; empty at module level and in a template. */
  readonly call: string;
  readonly file: string;
  readonly line: number;
  /** The surrounding lines; empty if the file is a library's or cannot be read. */
  readonly source: readonly SourceLine[];
}

/** An error with its stack frames. */
export interface TracedError {
  /** Its code, or the name of its class. */
  readonly name: string;
  readonly message: string;
  readonly places: readonly TracedPlace[];
}

const LINES_AROUND = 4;
// The chain of causes may be circular.
const MOST_CAUSES = 8;
const PLACE = /^\s*at (?:(?<call>.+) \()?(?<file>(?:file:\/\/)?[^()]+?):(?<line>\d+):\d+\)?$/;

/**
 * Parses an error and its causes for the traceback page.
 *
 * @param templatesFolder folder of the file that a template error names
 */
export async function traceError(failure: unknown, templatesFolder: string): Promise<readonly TracedError[]> {
  const traced: TracedError[] = [];
  let current = failure;
  while (current instanceof Error && traced.length < MOST_CAUSES) {
    traced.push(await traceOne(current, templatesFolder));
    current = current.cause;
  }
  return traced;
}

/** A traced error whose stack is folded: for a page that shows one frame at first. */
export interface FoldedError extends TracedError {
  /** The first frame with its lines, if any: that in the user's files. */
  readonly first: TracedPlace | undefined;
  /** All other frames. */
  readonly others: readonly TracedPlace[];
}

/** Folds the stack of a traced error. */
export function foldPlaces(error: TracedError): FoldedError {
  const first = error.places.find(({ source }) => source.length > 0);
  const others = error.places.filter((place) => place !== first);
  return { ...error, first, others };
}

async function traceOne(failure: Error, templatesFolder: string): Promise<TracedError> {
  const places = [...placeInTemplate(failure, templatesFolder), ...placesOf(failure.stack ?? '')];
  const name = failure instanceof WebGearRtcError ? failure.code : failure.name;
  return {
    name,
    message: failure.message,
    places: await Promise.all(places.map(withSource)),
  };
}

type Place = Omit<TracedPlace, 'source'>;

function placesOf(stack: string): Place[] {
  return stack.split('\n').flatMap((text) => {
    const { call = '', file = '', line } = PLACE.exec(text)?.groups ?? {};
    if (line === undefined) return [];
    const path = file.startsWith('file://') ? fileURLToPath(file) : file;
    return [{ call, file: path, line: Number(line) }];
  });
}

/** File and line of a template error: the stack has frames of the Handlebars compiler only. */
function placeInTemplate(error: Error, templatesFolder: string): Place[] {
  if (!isTemplateError(error) || error.detail.line === undefined) return [];
  return [{ call: '', file: join(templatesFolder, error.detail.file), line: error.detail.line }];
}

function isTemplateError(error: Error): error is WebGearRtcError<'WGR_TEMPLATE_INVALID'> {
  return error instanceof WebGearRtcError && error.code === 'WGR_TEMPLATE_INVALID';
}

async function withSource(place: Place): Promise<TracedPlace> {
  const isOwn = !place.file.includes('node_modules') && !place.file.startsWith('node:');
  const text = isOwn ? await readFile(place.file, 'utf8').catch(() => '') : '';
  const first = Math.max(1, place.line - LINES_AROUND);
  const lines = text === '' ? [] : text.split(/\r?\n/).slice(first - 1, place.line + LINES_AROUND);
  // The depth of the code would move it out of sight.
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  const source = lines.map((line, index) => ({
    number: first + index,
    text: line.slice(indent),
    isFault: first + index === place.line,
  }));
  return { ...place, source };
}
