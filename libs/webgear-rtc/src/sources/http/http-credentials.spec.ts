import { describe, expect, it } from '@jest/globals';
import { basicAuthorization, credentialsOf, digestAuthorization } from './http-credentials.js';

describe('the credentials of a URL', () => {
  it('are decoded', () => {
    expect(credentialsOf('http://us%20er:p%40s%2F@host/1')).toEqual({ user: 'us er', password: 'p@s/' });
    expect(credentialsOf('http://host/a@b')).toBeUndefined();
    expect(basicAuthorization({ user: 'a', password: 'b' })).toBe('Basic YTpi');
  });

  // RFC 2617, 3.5, without qop, so that the response has no random part.
  const mufasa = { user: 'Mufasa', password: 'Circle Of Life' };
  const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';

  it.each([
    [challenge, '670fd8c2df070c60b045671b8b24ff02'],
    [`Basic realm="x", ${challenge}`, '670fd8c2df070c60b045671b8b24ff02'],
    [
      `${challenge}, algorithm=SHA-512, Basic realm="x", ${challenge}, algorithm=MD5`,
      '670fd8c2df070c60b045671b8b24ff02',
    ],
  ])('answer a challenge: %s', (challenges, response) => {
    const answer = digestAuthorization(challenges, 'GET', '/dir/index.html', mufasa);
    expect(answer).toContain(`response="${response}"`);
    expect(answer).not.toContain('Circle');
  });

  it('answer with a nonce count if required, and not to unknown algorithms', () => {
    const answer = digestAuthorization(`${challenge}, qop="auth,auth-int", opaque="o"`, 'GET', '/', mufasa);
    expect(answer).toMatch(/opaque="o", qop=auth, nc=00000001, cnonce="[\da-f]{16}"$/);
    expect(digestAuthorization('Basic realm="x"', 'GET', '/', mufasa)).toBeUndefined();
  });
});
