import { describe, expect, it } from '@jest/globals';
import { whepAddress } from './whep-address.js';

describe('whepAddress', () => {
  it.each([
    ['whep://camera:8889/door/whep', 'http://camera:8889/door/whep', undefined],
    ['WHEPS://host/a?b=c#d', 'https://host/a?b=c', undefined],
    ['wheps://[2001:db8::1]:8443/whep', 'https://[2001:db8::1]:8443/whep', undefined],
    ['whep://s3cr%2Fet@host/whep', 'http://host/whep', 'Bearer s3cr/et'],
    ['whep://user:p%40ss@host/whep', 'http://host/whep', 'Basic dXNlcjpwQHNz'],
    ['whep://50%off@host/whep', 'http://host/whep', 'Bearer 50%off'],
  ])('%s is %s', (source, url, authorization) => {
    const address = whepAddress(source);
    expect([address.url, address.authorization]).toEqual([url, authorization]);
  });

  it.each(['whep://', 'whep:///whep', 'whep://host:port/whep', 'whep://a b@host/', 'http://host/whep'])(
    '%j is none',
    (source) => {
      expect(() => whepAddress(source)).toThrow(expect.objectContaining({ code: 'WGR_SOURCE_UNSUPPORTED' }));
    },
  );

  it('shows no credentials', () => {
    const { label } = whepAddress('wheps://s3cret@host/whep?token=abc');
    expect(label).toBe('wheps://***@host/whep?token=***');
    expect(() => whepAddress('whep://s3cret@')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') as unknown }),
    );
  });
});
