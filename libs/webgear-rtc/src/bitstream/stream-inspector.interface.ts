/** Properties of one access unit of a source's own stream, as far as passthrough needs them. */
export interface InspectedAccessUnit {
  /** Whether decoding can start here, with everything that it needs in {@link data}. */
  readonly keyFrame: boolean;
  /** Whether an error-tolerant decoder can start here. */
  readonly isEntryPoint: boolean;
  /** What the stream says of itself; `undefined` before the first key frame. */
  readonly sps: InspectedFormat | undefined;
  /** Why viewers cannot decode the stream from here on; `undefined` if they can. */
  readonly ineligibility: string | undefined;
  /** The bytes to send. */
  readonly data: Buffer;
}

/** Format of a stream. */
export interface InspectedFormat {
  /** Profile and constraint flags of H.264 as four hex digits; empty for other codecs. */
  readonly profile: string;
  /** `level_idc` of H.264; 0 for other codecs. */
  readonly levelIdc: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/** Inspects the access units of a stream and decides at each key frame whether viewers can decode it. */
export interface StreamInspector {
  /** What the container states about the stream. */
  readonly initial: Pick<InspectedAccessUnit, 'sps' | 'ineligibility'>;
  /** Takes the next access unit; `undefined` for one without a frame. */
  inspect(accessUnit: Buffer): InspectedAccessUnit | undefined;
}
