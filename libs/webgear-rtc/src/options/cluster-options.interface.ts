/**
 * Who a process of a cluster is: `'origin'` publishes its streams, `'edge'` shows those of others, `'auto'` does both.
 *
 * @publicApi
 */
export type ClusterRole = 'origin' | 'edge' | 'auto';

/**
 * What a process that has no room does with a viewer: `'local'` refuses it, `'redirect'` sends it to a process with room.
 *
 * @publicApi
 */
export type ClusterPlacement = 'local' | 'redirect';

/**
 * How a process proves to the broker who it is: the path of a `.creds` file, a user and a password, or a token.
 *
 * @publicApi
 */
export type ClusterCredentials =
  string | { readonly user: string; readonly password: string } | { readonly token: string };

/**
 * TLS to the broker.
 *
 * @publicApi
 */
export interface ClusterTlsOptions {
  /** Path of a PEM file with the certificates of the authorities that are trusted; those of Node where left out. */
  caFile?: string;
  /** Path of a PEM file with the certificate of this process, where the broker asks for one. */
  certFile?: string;
  /** Path of a PEM file with the key of that certificate. */
  keyFile?: string;
}

/**
 * Several machines: origins publish the encoded frames of their streams through a NATS server, and edges send them to viewers.
 *
 * @publicApi
 */
export interface ClusterOptions {
  /** Addresses of NATS servers: `'nats://broker:4222'`, or a list of those of one cluster of brokers. */
  servers: string | readonly string[];
  /**
   * Name of the cluster: processes of other clusters share the broker and see nothing of this one. Letters, digits, `-` and `_`.
   *
   * @default 'default'
   */
  name?: string;
  /**
   * Whether this process publishes its streams, shows those of others, or both. An `'edge'` needs no source.
   *
   * @default 'auto'
   */
  role?: ClusterRole;
  /**
   * Names of the streams that are published, or shown.
   *
   * @default all
   */
  streams?: readonly string[];
  /**
   * What the broker asks for.
   *
   * @default none
   */
  credentials?: ClusterCredentials;
  /**
   * `true` for TLS with the authorities that Node trusts.
   *
   * @default false
   */
  tls?: boolean | ClusterTlsOptions;
  /**
   * URL of this process for viewers, to which others redirect: that of the module's pages, `'https://edge-1.example.com/camera/'`.
   * None is redirected to a process without one.
   *
   * @default none
   */
  publicUrl?: string;
  /**
   * What happens to a viewer for whom there is no room here, or much more elsewhere: `'redirect'` answers its offer with a 307
   * redirect to a process of the cluster with a `publicUrl`, the stream and room.
   *
   * @default 'local'
   */
  placement?: ClusterPlacement;
}

/** How this process is part of a cluster, valid and with every default filled in. */
export interface ClusterSettings {
  readonly servers: readonly string[];
  readonly name: string;
  readonly role: ClusterRole;
  /** `undefined` for all. */
  readonly streams: readonly string[] | undefined;
  readonly credentials: ClusterCredentials | undefined;
  readonly tls: boolean | Readonly<ClusterTlsOptions>;
  /** With a slash at the end; `undefined` where none is redirected to. */
  readonly publicUrl: string | undefined;
  readonly placement: ClusterPlacement;
  /** Id of this process among those of the cluster: another one each time it starts, public, and the beginning of its session tokens. */
  readonly nodeId: string;
}
