import { randomBytes } from 'node:crypto';
import type {
  ClusterCredentials,
  ClusterOptions,
  ClusterSettings,
  ClusterTlsOptions,
} from './cluster-options.interface.js';
import { schemaOf, setting } from './option-schema.js';
import { isPlainObject, isText, judged, oneOf, text } from './option-values.js';
import { assertValue, invalidOption, parseOptions } from './validate-options.js';

const NAME = /^[A-Za-z0-9][\w-]{0,63}$/;

const roles = ['origin', 'edge', 'auto'] as const;

/** Where the broker is, or all there is to say. */
export const clusterValue = judged<string | ClusterOptions>(
  {
    rule: 'must be the address of a NATS server, or an object',
    allowed: "'nats://broker:4222/site?role=edge', or { servers, name, role, … }",
  },
  (value) => isText(value) || isPlainObject(value),
  // It may have a password in it.
  () => ({ rule: 'must be the address of a NATS server, or an object', received: 'another value' }),
);

const serverAddresses = judged<string | readonly string[]>(
  { rule: 'must be addresses of NATS servers', allowed: "'nats://host:4222', or a list" },
  (value) => [value].flat().length > 0 && [value].flat().every((address) => isAddress(address)),
  () => ({ rule: 'must be addresses of NATS servers', received: 'something else' }),
);

const clusterName = judged<string>(
  {
    rule: 'must be a name',
    allowed: '1 to 64 letters, digits, "-" or "_", beginning with a letter or a digit',
  },
  isName,
);

const streamNames = judged<readonly string[]>(
  { rule: 'must be a list of names of streams', allowed: "['front', 'yard']" },
  (value) => Array.isArray(value) && value.every(isName),
);

const credentials = judged<ClusterCredentials>(
  {
    rule: 'must say how to log in',
    allowed: 'the path of a .creds file, { user, password } or { token }',
  },
  (value) =>
    isText(value) ||
    (isPlainObject(value) &&
      (isText(value['token']) || (isText(value['user']) && typeof value['password'] === 'string'))),
  (value) => ({ rule: 'must say how to log in', received: typeof value }),
);

/** TLS to the broker. */
export const clusterTlsSchema = schemaOf<ClusterTlsOptions>()({
  caFile: setting(text),
  certFile: setting(text),
  keyFile: setting(text),
});

const tlsValue = judged<boolean | ClusterTlsOptions>(
  { rule: 'must be a boolean or name files', allowed: 'true, false, { caFile, certFile, keyFile }' },
  (value) => typeof value === 'boolean' || isPlainObject(value),
);

const placements = ['local', 'redirect'] as const;

const publicAddress = judged<string>(
  { rule: 'must be the URL of the pages', allowed: "'https://edge-1.example.com/camera/', without a query" },
  isPublicUrl,
  // A user name and a password may be in it.
  () => ({ rule: 'must be the URL of the pages', received: 'something else' }),
);

/** The settings of a cluster. */
export const clusterSchema = schemaOf<ClusterOptions>()({
  servers: setting(serverAddresses),
  name: setting(clusterName, { default: 'default' }),
  role: setting(oneOf(roles), { default: 'auto' }),
  streams: setting(streamNames),
  credentials: setting(credentials),
  tls: setting(tlsValue, { default: false }),
  publicUrl: setting(publicAddress),
  placement: setting(oneOf(placements), { default: 'local' }),
});

/** The option `cluster` among those of a registration. */
export const clusterSetting = setting(clusterValue, {
  of: clusterSchema.entries,
  flag: {
    value: '<address>',
    reads: 'text',
    help:
      'NATS server through which several machines share their streams: nats://host:4222/name?role=edge, where the role is ' +
      'origin, edge or auto; others on this machine can read a command line, so a password is better kept in a config file',
    otherwise: 'this machine alone',
  },
});

/**
 * Checks how a process is part of a cluster and fills in the rest.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveCluster(stated: string | ClusterOptions | undefined): ClusterSettings | undefined {
  if (stated === undefined) return undefined;
  assertValue(clusterValue, stated, 'cluster');
  const options = typeof stated === 'string' ? fromAddress(stated) : stated;
  const { servers, tls, streams, publicUrl, ...settings } = parseOptions(clusterSchema, options, 'cluster.');
  if (servers === undefined) {
    const words = { rule: 'must be stated', allowed: "'nats://host:4222', or a list" };
    throw invalidOption('cluster.servers', words, servers);
  }
  if (typeof tls === 'object') parseOptions(clusterTlsSchema, tls, 'cluster.tls.');
  return Object.freeze({
    ...settings,
    servers: Object.freeze([servers].flat()),
    streams: streams && Object.freeze([...streams]),
    tls: typeof tls === 'object' ? Object.freeze({ ...tls }) : tls,
    publicUrl: publicUrl?.replace(/\/*$/, '/'),
    nodeId: randomBytes(8).toString('hex'),
  });
}

const parameters = ['role', 'streams', 'publicUrl', 'placement'];

/** `nats://user:password@host:port/name?role=edge`, several with commas between them; name and role stand in the first. */
function fromAddress(stated: string): ClusterOptions {
  const addresses = stated.split(',').map((address) => address.trim());
  if (!addresses.every(isAddress)) {
    const allowed =
      'nats://broker:4222, nats://user:password@broker:4222/site?role=edge; several divided by commas';
    throw invalidOption('cluster', { rule: 'must be addresses of NATS servers', allowed }, 'something else');
  }
  const urls = addresses.map((address) => new URL(address));
  const [{ username, password, pathname, searchParams, protocol } = new URL('nats://-')] = urls;
  const unknown = [...searchParams.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) {
    throw invalidOption(
      'cluster',
      { rule: 'must not ask for more', allowed: '?role=, ?streams=, ?publicUrl= and ?placement=' },
      unknown,
    );
  }
  const [role, streams, publicUrl, placement] = parameters.map(
    (parameter) => searchParams.get(parameter) ?? undefined,
  );
  const name = pathname.replace(/^\/|\/$/g, '');
  return {
    servers: urls.map(({ protocol: scheme, host }) => `${scheme}//${host}`),
    ...(name !== '' && { name }),
    ...(role !== undefined && { role: role as (typeof roles)[number] }),
    ...(streams !== undefined && { streams: streams.split('+').flatMap((some) => some.split(' ')) }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(placement !== undefined && { placement: placement as (typeof placements)[number] }),
    ...(username !== '' && {
      credentials: { user: decodeURIComponent(username), password: decodeURIComponent(password) },
    }),
    ...(protocol === 'tls:' && { tls: true }),
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

function isAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(nats|tls):\/\//.test(value) || !URL.canParse(value)) return false;
  return new URL(value).hostname !== '';
}

function isPublicUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value)) return false;
  const { search, hash, username, password } = new URL(value);
  return [search, hash, username, password].every((part) => part === '');
}
