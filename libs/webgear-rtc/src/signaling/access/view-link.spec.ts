import { describe, expect, it } from '@jest/globals';
import { ViewLinkSigner } from './view-link.js';

const old = 'the secret of last year';
const now = 'the secret of this year';
const grant = { streamName: 'front', expiresAtMs: Date.now() + 60_000 };
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'valid';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a signed link', () => {
  it('says what was signed, rounded to seconds, and nothing more', () => {
    const signer = new ViewLinkSigner(now, 'cams');
    const viewer = { id: 'ann', data: { n: 1 } };
    const token = signer.sign({ ...grant, viewer, maxRung: 'half' });
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
    const { expiresAtMs, ...granted } = signer.verify(token, 'front');
    expect(granted).toEqual({ streamName: 'front', viewer, maxRung: 'half' });
    expect(expiresAtMs - grant.expiresAtMs).toBeGreaterThanOrEqual(0);
    expect(expiresAtMs - grant.expiresAtMs).toBeLessThan(1000);
    expect(signer.verify(signer.sign(grant), 'front')).toEqual({ streamName: 'front', expiresAtMs });
  });

  it('ends at its time', () => {
    const signer = new ViewLinkSigner(now, '');
    const token = signer.sign({ streamName: 'front', expiresAtMs: 10_000 });
    expect(codeOf(() => signer.verify(token, 'front', 9_999))).toBe('valid');
    expect(codeOf(() => signer.verify(token, 'front', 10_000))).toBe('WGR_LINK_EXPIRED');
  });

  it('stays valid while its secret is in the list, of which the first signs', () => {
    const token = new ViewLinkSigner(old, 'cams').sign(grant);
    const both = new ViewLinkSigner([now, old], 'cams');
    expect(codeOf(() => both.verify(token, 'front'))).toBe('valid');
    expect(codeOf(() => new ViewLinkSigner(now, 'cams').verify(token, 'front'))).toBe('WGR_LINK_INVALID');
    expect(codeOf(() => new ViewLinkSigner(now, 'cams').verify(both.sign(grant), 'front'))).toBe('valid');
  });

  it('is for one stream of one registration', () => {
    const token = new ViewLinkSigner(now, 'cams').sign(grant);
    expect(codeOf(() => new ViewLinkSigner(now, 'cams').verify(token, 'yard'))).toBe('WGR_LINK_INVALID');
    expect(codeOf(() => new ViewLinkSigner(now, 'yard').verify(token, 'front'))).toBe('WGR_LINK_INVALID');
  });

  it('has a secret of its own in each process that is given none', () => {
    const [one, other] = [new ViewLinkSigner(undefined, ''), new ViewLinkSigner(undefined, '')];
    expect(codeOf(() => one.verify(one.sign(grant), 'front'))).toBe('valid');
    expect(codeOf(() => other.verify(one.sign(grant), 'front'))).toBe('WGR_LINK_INVALID');
  });
});
