import { describe, expect, it } from '@jest/globals';
import { digestAuthorization } from './digest-authorization.js';

const request = { method: 'GET', uri: '/dir/index.html', username: 'Mufasa', password: 'Circle of Life' };

describe('digestAuthorization', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers as the example of RFC 7616 does, with %s', (algorithm, response) => {
    const challenge = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const header = digestAuthorization(challenge, request, 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ');
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('qop=auth, nc=00000001');
  });

  it('answers old servers without qop as RFC 2069 says', () => {
    const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const header = digestAuthorization(challenge, { ...request, password: 'CircleOfLife' });
    expect(header).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(header).not.toContain('qop');
  });

  it('finds the challenge behind another scheme', () => {
    expect(digestAuthorization('Basic realm="a", Digest realm="b", nonce="c"', request)).toContain(
      'realm="b"',
    );
  });

  it.each([
    ['Basic realm="a"'],
    ['Digest realm="a"'],
    ['Digest realm="a", nonce="b", algorithm=SHA-512-256'],
    ['Digest realm="a", nonce="b", qop="auth-int"'],
  ])('does not answer %s', (challenge) => {
    expect(digestAuthorization(challenge, request)).toBeUndefined();
  });
});
