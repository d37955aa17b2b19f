import type { ConfiguredStreams } from '../options/configured-streams.js';
import type { TemplateContext } from './templates/template-set.js';

/** A stream as a template links to it. */
export interface LinkedStream {
  /** As in its address. */
  readonly name: string;
  /** What it is called. */
  readonly title: string;
}

/**
 * Streams as templates link to them.
 *
 * @param names which, in the order of the list; of another machine not even the title is known
 */
export function linkedStreams(streams: ConfiguredStreams, names: readonly string[]): readonly LinkedStream[] {
  return names.map((name) => ({ name, title: streams.get(name)?.title ?? name }));
}

/**
 * The variables of the page of one stream.
 *
 * @param name name of the stream
 * @param names those that the visitor may see, in the order of the list
 */
export function streamPageContext(
  streams: ConfiguredStreams,
  name: string,
  names: readonly string[],
): TemplateContext {
  const title = streams.get(name)?.title ?? name;
  if (!streams.haveNames) return { title };
  const all = linkedStreams(streams, names);
  const at = all.findIndex((stream) => stream.name === name);
  // A circle of two would lead to the same page in both directions.
  const isCircle = all.length > 2;
  return {
    title,
    streamName: name,
    previous: all[at - 1] ?? (isCircle ? all.at(-1) : undefined),
    next: all[at + 1] ?? (isCircle ? all[0] : undefined),
  };
}
