import { describe, expect, test } from '@jest/globals';
import { resolveCluster } from './cluster-schema.js';
import { resolveOptions } from './resolve-options.js';

const server = 'nats://broker:4222';

describe('the option cluster', () => {
  test('is an address', () => {
    expect(resolveCluster(server)).toEqual({
      servers: [server],
      name: 'default',
      role: 'auto',
      streams: undefined,
      credentials: undefined,
      tls: false,
      publicUrl: undefined,
      placement: 'local',
      nodeId: expect.stringMatching(/^[\da-f]{16}$/),
    });
    expect(resolveCluster('tls://ann:p%40ss@one:4222/site?role=edge&streams=a+b,tls://two')).toMatchObject({
      servers: ['tls://one:4222', 'tls://two'],
      name: 'site',
      role: 'edge',
      streams: ['a', 'b'],
      credentials: { user: 'ann', password: 'p@ss' },
      tls: true,
    });
  });

  test.each([
    ['http://broker', 'cluster'],
    ['nats://broker/a.b', 'cluster.name'],
    ['nats://broker?role=boss', 'cluster.role'],
    ['nats://broker?rôle=edge', 'cluster'],
    [{ servers: [] }, 'cluster.servers'],
    [{ servers: server, name: '>' }, 'cluster.name'],
    [{ servers: server, streams: ['*'] }, 'cluster.streams'],
    [{ servers: server, credentials: { user: 'ann' } }, 'cluster.credentials'],
    [{ servers: server, tls: { ca: 'x' } }, 'cluster.tls.ca'],
    [{ servers: server, publicUrl: 'edge-1' }, 'cluster.publicUrl'],
    [{ servers: server, publicUrl: 'ftp://edge-1/' }, 'cluster.publicUrl'],
    [{ servers: server, publicUrl: 'https://edge-1/?a' }, 'cluster.publicUrl'],
    [{ servers: server, placement: 'elsewhere' }, 'cluster.placement'],
    [{ server }, 'cluster.server'],
    [{}, 'cluster.servers'],
  ])('is not %j', (stated, field) => {
    expect(() => resolveCluster(stated as never)).toThrow(`"${field}"`);
  });

  test('shows no password in an error', () => {
    for (const stated of [
      'http://ann:secret@broker',
      'nats://ann:secret@broker/a.b',
      { servers: 'x://a:secret@b' },
    ]) {
      expect(() => resolveCluster(stated)).toThrow(expect.not.objectContaining({ message: /secret/ }));
      expect(() => resolveCluster(stated)).not.toThrow(/secret/);
    }
  });

  test('needs no source at an edge, whose streams have names', () => {
    const { hasNamedStreams, streams } = resolveOptions({ cluster: `${server}?role=edge` });
    expect([hasNamedStreams, streams.size]).toEqual([true, 0]);
    expect(() => resolveOptions({ cluster: `${server}?role=origin` })).toThrow('"source"');
  });

  test('publishes a stream without a name, and shows no others beside it', () => {
    expect(resolveOptions({ source: 'test:', cluster: server }).cluster?.role).toBe('origin');
    expect(() => resolveOptions({ source: 'test:', cluster: `${server}?role=edge` })).toThrow(
      '"cluster.role"',
    );
    expect(resolveOptions({ streams: { a: { source: 'test:' } }, cluster: server }).cluster?.role).toBe(
      'auto',
    );
  });
});
