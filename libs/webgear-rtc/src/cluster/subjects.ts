import type { RenditionKey } from '../media/rendition-key.js';

/** A part of a subject between two dots: nothing in it is a wildcard, or adds a level. */
const TOKEN = /^[A-Za-z0-9_][\w-]{0,127}$/;

/** Subjects of the streams of one cluster: `wgr.v1.<cluster>.<stream>.…`. */
export class StreamSubjects {
  private readonly prefix: string;

  /** @throws TypeError for a name that would reach other subjects */
  constructor(
    readonly cluster: string,
    readonly stream: string,
  ) {
    this.prefix = `wgr.v1.${token(cluster)}.${token(stream)}`;
  }

  /** Requests and commands of edges, to the origin. */
  get control(): string {
    return `${this.prefix}.ctl`;
  }

  /** What the origin says of the stream, once a second and after each change. */
  get heartbeat(): string {
    return `${this.prefix}.hb`;
  }

  /** What the application tells of frames, for all edges. */
  get metadata(): string {
    return `${this.prefix}.md`;
  }

  /** The frames of a rendition, for all edges. */
  frames({ codec, rung }: RenditionKey): string {
    return `${this.prefix}.au.${token(codec)}.${token(rung)}`;
  }

  /** Cached frames of a rendition, for one edge that joins. */
  catchUp({ codec, rung }: RenditionKey, edge: string): string {
    return `${this.prefix}.cu.${token(edge)}.${token(codec)}.${token(rung)}`;
  }
}

/** Subjects of the processes of one cluster: `wgr.n1.<cluster>.<node>.…`, apart from those of streams, whatever their names. */
export class NodeSubjects {
  private readonly prefix: string;

  /** @throws TypeError for a name that would reach other subjects */
  constructor(cluster: string) {
    this.prefix = `wgr.n1.${token(cluster)}`;
  }

  /** What all processes say of themselves. */
  get allHeartbeats(): string {
    return `${this.prefix}.*.hb`;
  }

  /** What one says of itself, once a second. */
  heartbeat(node: string): string {
    return `${this.prefix}.${token(node)}.hb`;
  }

  /** Requests of viewers whose sessions a process has, from the process that was asked. */
  requests(node: string): string {
    return `${this.prefix}.${token(node)}.rq`;
  }

  /** The process that a heartbeat is of. */
  nodeOf(subject: string): string {
    return subject.split('.')[3] ?? '';
  }
}

/** The heartbeats of all streams of a cluster. */
export function allHeartbeats(cluster: string): string {
  return `wgr.v1.${token(cluster)}.*.hb`;
}

/** The stream that a heartbeat is of; `undefined` for another subject. */
export function streamOfHeartbeat(subject: string, cluster: string): string | undefined {
  const [root, version, ofCluster, stream, kind, ...more] = subject.split('.');
  const isHeartbeat = root === 'wgr' && version === 'v1' && kind === 'hb' && more.length === 0;
  return isHeartbeat && ofCluster === cluster && stream !== undefined && TOKEN.test(stream)
    ? stream
    : undefined;
}

function token(name: string): string {
  if (!TOKEN.test(name)) throw new TypeError(`"${name}" cannot be part of a subject`);
  return name;
}
