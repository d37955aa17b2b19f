/** What a relay process is told on its standard input: one line, since others can read its command line. */
export interface RelayOrder {
  /** FFmpeg's address, with credentials. */
  readonly url: string;
  /** Options of the protocol, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
}

/** What a relay process says on its standard output, a line each. */
export type RelayReport =
  | {
      readonly kind: 'open';
      /** Path of the socket on which the first that connects is given the bytes. */
      readonly socket: string;
    }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'failed';
      readonly operation: string;
      readonly averror: number;
      readonly reason: string;
    };
