import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from './app.module.js';

describe('the application', () => {
  let app: INestApplication;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it('keeps its own routes', async () => {
    const answer = await fetch(`${await app.getUrl()}/state`);
    expect([answer.status, await answer.text()]).toEqual([200, 'idle']);
  });

  it('serves the page', async () => {
    const page = await fetch(`${await app.getUrl()}/camera/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<video')]);
  });

  it('opens the source', async () => {
    const snapshot = await fetch(`${await app.getUrl()}/camera/snapshot.jpg`);
    expect([snapshot.status, snapshot.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });
});
