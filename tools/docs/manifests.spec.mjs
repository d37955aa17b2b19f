import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, DaemonSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { parseCommandLine } from '../../src/command-line/parse-command-line.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/operations/kubernetes');
const read = (path) => readFileSync(join(root, path), 'utf8');

/** Validators and types of each kind, made from the schemas of the API of Kubernetes. */
const kinds = {
  Deployment: [Deployment, 'kubernetes-models/apps/v1'],
  DaemonSet: [DaemonSet, 'kubernetes-models/apps/v1'],
  HorizontalPodAutoscaler: [HorizontalPodAutoscaler, 'kubernetes-models/autoscaling/v2'],
  PodDisruptionBudget: [PodDisruptionBudget, 'kubernetes-models/policy/v1'],
  ConfigMap: [ConfigMap, 'kubernetes-models/v1'],
  Service: [Service, 'kubernetes-models/v1'],
};

const manifests = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('-values.yaml'))
  .flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return [name, document.toJS()];
    }),
  );

const pods = manifests
  .filter(([, { spec }]) => spec?.template !== undefined)
  .map(([name, { spec }]) => [name, spec.template]);

describe('manifests', () => {
  let typed;

  beforeAll(() => {
    // In the project, so that the types of the package are found.
    typed = mkdtempSync(join(root, 'node_modules/.cache/manifests-'));
  });

  afterAll(() => rmSync(typed, { recursive: true, force: true }));

  it.each(manifests)('of %s have the values that the schemas of the API ask for', (_name, manifest) => {
    const [Model] = kinds[manifest.kind];
    expect(() => new Model(manifest).validate()).not.toThrow();
  });

  it('have no field that the API does not know', () => {
    const check = (extra) => {
      const lines = manifests.flatMap(([, manifest], index) => [
        `import type { I${manifest.kind} as Kind${index} } from '${kinds[manifest.kind][1]}';`,
        `export const manifest${index}: Kind${index} = ${JSON.stringify({ ...manifest, ...extra })};`,
      ]);
      writeFileSync(join(typed, 'check.ts'), lines.join('\n'));
      const flags =
        '--noEmit --strict --skipLibCheck --ignoreConfig --types node --module nodenext --moduleResolution nodenext';
      const args = [
        join(root, 'node_modules/typescript/bin/tsc'),
        ...flags.split(' '),
        join(typed, 'check.ts'),
      ];
      execFileSync(process.execPath, args, { encoding: 'utf8' });
    };
    expect(() => check({ replica: 2 })).toThrow('Command failed');
    check({});
  }, 60_000);

  it.each(pods)(
    'of %s run without root, without capabilities and with nothing that can be written',
    (_name, { spec }) => {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const { securityContext } of spec.containers) {
        expect(securityContext).toEqual({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
      }
    },
  );

  it.each(manifests)('of %s select what there is', (name, { kind, spec, metadata }) => {
    const ofFile = manifests.filter(([other]) => other === name).map(([, manifest]) => manifest);
    const template = ofFile.find((manifest) => manifest.spec?.template !== undefined)?.spec.template;
    const selector = (kind === 'Service' ? spec.selector : spec?.selector?.matchLabels) ?? {};
    expect({ ...template?.metadata.labels, ...selector }).toEqual(template?.metadata.labels ?? {});
    const target = spec?.scaleTargetRef ?? { kind, name: metadata.name };
    expect(ofFile.map((manifest) => [manifest.kind, manifest.metadata.name])).toContainEqual([
      target.kind,
      target.name,
    ]);
    expect(metadata.name).toMatch(/^webgear-rtc/);
  });

  it.each(pods)('of %s mount and probe what they have, and pass flags that exist', (name, { spec }) => {
    const volumes = spec.volumes.map((volume) => volume.name);
    for (const { volumeMounts, ports, args, ...container } of spec.containers) {
      for (const mount of volumeMounts) expect(volumes).toContain(mount.name);
      const names = ports.map((port) => port.name);
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
        const { httpGet, tcpSocket } = container[probe];
        expect(names).toContain((httpGet ?? tcpSocket).port);
      }
      expect(() => parseCommandLine(args)).not.toThrow();
    }
    const config = manifests.find(([other, { kind }]) => other === name && kind === 'ConfigMap')?.[1];
    for (const text of Object.values(config.data)) expect(parse(text).cluster.name).toBe('site');
  });
});

describe('the compose file', () => {
  const { services } = parse(read('docs/operations/container/compose.yaml'), { merge: true });

  it.each(Object.entries(services))('has %s read-only, without capabilities', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(['origin', 'edge-1', 'edge-2'])(
    'starts %s with flags that exist, on ports that are published',
    (name) => {
      const { command, ports = [] } = services[name];
      expect(() => parseCommandLine(command)).not.toThrow();
      const udp = /--udp-port (\d+)/.exec(command.join(' '))?.[1];
      expect(ports.filter((port) => port.endsWith('/udp'))).toEqual(
        udp === undefined ? [] : [`${udp}:${udp}/udp`],
      );
      expect(command.join(' ')).toContain('@nats:4222/site?role=');
    },
  );
});

describe('the Dockerfile', () => {
  const lines = read('docs/operations/container/Dockerfile').split('\n');

  it('ends without root, with a health check and a command that exist', () => {
    expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last).toContain('USER 1000:1000');
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    const entry = last.find((line) => line.startsWith('ENTRYPOINT '));
    const [node, main, ...flags] = JSON.parse(entry.slice('ENTRYPOINT '.length));
    expect([node, main]).toEqual(['node', 'dist/main.js']);
    expect(() => parseCommandLine(flags)).not.toThrow();
  });
});
