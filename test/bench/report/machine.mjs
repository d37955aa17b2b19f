import { cpus, release, type } from 'node:os';

/** What a run was made on, in words and without a date. */
export function describeMachine() {
  const [{ model }] = cpus();
  const name = model
    .replaceAll(/\((?:R|TM)\)|\bCPU\b/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [major, minor] = release().split('.');
  const { node, openssl } = process.versions;
  return `${cpus().length} × ${name}, ${type()} ${major}.${minor}, Node ${node}, OpenSSL ${openssl.replace(/\+.*/, '')}`;
}
