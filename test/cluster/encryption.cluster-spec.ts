import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectToNats } from '../../libs/webgear-rtc/src/cluster/nats-connection.js';
import type { ClusterOptions } from '../../libs/webgear-rtc/src/options/cluster-options.interface.js';
import { resolveCluster } from '../../libs/webgear-rtc/src/options/cluster-schema.js';
import { NatsServer } from '../support/nats-server.js';
import { NatsOperator } from './support/nats-operator.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-ca-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Connects as a process of a cluster does, sends something through the broker, and says why where that fails. */
async function tryToConnect(server: NatsServer, options: Partial<ClusterOptions>): Promise<string> {
  const settings = resolveCluster({ servers: server.url, name: 'site', role: 'edge', ...options });
  if (settings === undefined) throw new Error('there are no settings');
  const failed = new AbortController();
  let reason = '';
  try {
    const connection = await connectToNats(settings, failed.signal, (error) => {
      reason = String(error);
      failed.abort();
    });
    const answered = connection.request('wgr.v1.site.front.ctl', Buffer.from('{}'), 500);
    // Nobody is there to answer, which the broker tells who may ask.
    const answer = await answered.catch((error: unknown) => String(error));
    await connection.close();
    return /no responders/i.test(String(answer)) ? 'connected' : String(answer);
  } catch {
    return reason;
  }
}

describe('a broker with TLS', () => {
  let server: NatsServer;
  const path = (name: string): string => join(folder, name);

  const openssl = (words: string): void =>
    void execFileSync('openssl', words.split(' '), { cwd: folder, stdio: 'ignore' });

  const sign = (name: string): void => {
    writeFileSync(path('names'), 'subjectAltName=IP:127.0.0.1');
    openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`,
    );
    openssl(
      `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out ${name}.pem`,
    );
  };

  const authority = (name: string): void =>
    openssl(
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`,
    );

  beforeAll(async () => {
    for (const name of ['ca', 'foreign']) authority(name);
    for (const name of ['server', 'edge']) sign(name);
    const files = `cert_file: "${path('server.pem')}", key_file: "${path('server.key')}", ca_file: "${path('ca.pem')}"`;
    server = await NatsServer.start({ configuration: `tls { ${files}, verify: true }` });
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test('lets in a process with a certificate of its authority, which checks that of the broker', async () => {
    const own = { certFile: path('edge.pem'), keyFile: path('edge.key') };
    await expect(tryToConnect(server, { tls: { caFile: path('ca.pem'), ...own } })).resolves.toBe(
      'connected',
    );
    await expect(tryToConnect(server, { tls: { caFile: path('foreign.pem'), ...own } })).resolves.toMatch(
      /certificate/i,
    );
    await expect(tryToConnect(server, { tls: { caFile: path('ca.pem') } })).resolves.not.toBe('connected');
    await expect(tryToConnect(server, {})).resolves.not.toBe('connected');
    const byName = server.url.replace('127.0.0.1', 'localhost');
    await expect(
      tryToConnect(server, { servers: byName, tls: { caFile: path('ca.pem'), ...own } }),
    ).resolves.toMatch(/altnames/i);
  });
});

test('a broker with accounts lets in a process with a credentials file, until that has run out', async () => {
  const operator = new NatsOperator();
  await using server = await NatsServer.start({ configuration: operator.configuration });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const [hour, past] = [Date.now() / 1000 + 3600, Date.now() / 1000 - 60];
  const subjects = { pub: ['wgr.v1.site.*.ctl'], sub: ['_INBOX.wgr.site.edge.>'] };
  const valid = file('edge.creds', operator.credentials(subjects, hour));
  await expect(tryToConnect(server, { credentials: valid })).resolves.toBe('connected');
  const old = file('old.creds', operator.credentials(subjects, past));
  await expect(tryToConnect(server, { credentials: old })).resolves.toMatch(/authorization|expired/i);
});

test('a process that asks for TLS does not connect without it', async () => {
  await using server = await NatsServer.start();
  await expect(tryToConnect(server, { tls: true })).resolves.toMatch(/tls/i);
});
