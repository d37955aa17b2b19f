import { describe, expect, it } from '@jest/globals';
import { loadServeStatic } from './serve-static.js';

describe('the package that serves folders', () => {
  it('is named by the error where the host has not installed it', async () => {
    const cause = new Error("Cannot find package '@nestjs/serve-static'");
    await expect(loadServeStatic(() => Promise.reject(cause))).rejects.toMatchObject({
      code: 'WGR_PACKAGE_MISSING',
      message: expect.stringMatching(/"mounts".*npm install @nestjs\/serve-static/),
      cause,
    });
  });
});
