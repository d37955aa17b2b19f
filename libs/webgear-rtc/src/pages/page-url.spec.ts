import { describe, expect, it } from '@jest/globals';
import { isBelow, relativeMountUrl } from './page-url.js';

describe('the URL from a page to the module’s path', () => {
  it.each([
    ['/', '/', './'],
    ['/?a=/b/c', '/', './'],
    ['/nope', '/', './'],
    ['/a/b/c', '/', '../../'],
    ['/camera', '/camera', './camera/'],
    ['/camera?x', '/camera', './camera/'],
    ['/camera/', '/camera', './'],
    ['/camera/a/b', '/camera', '../'],
    ['/api/live/camera', '/api/live/camera', './camera/'],
  ])('leads a browser from %s back to %s', (requestUrl, mountedAt, expected) => {
    expect(relativeMountUrl(requestUrl, mountedAt)).toBe(expected);
    const target = new URL(expected, `http://host/proxy${requestUrl}`).pathname;
    expect(target).toBe(`/proxy${mountedAt.replace(/\/$/, '')}/`);
  });
});

describe('a path below another', () => {
  it.each([
    ['/camera', '/camera', true],
    ['/camera/x', '/camera', true],
    ['/camera2', '/camera', false],
    ['/x', '/', true],
  ])('%s is below %s: %s', (path, mountedAt, expected) => {
    expect(isBelow(path, mountedAt)).toBe(expected);
  });
});
