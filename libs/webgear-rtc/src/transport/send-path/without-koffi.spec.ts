import { expect, jest, test } from '@jest/globals';

jest.unstable_mockModule('koffi', () => {
  throw new Error('Cannot find package');
});

test('where koffi is not installed, Node does everything and nothing fails', async () => {
  const { selectSendBackend } = await import('./send-path.js');
  const path = await selectSendBackend('native');
  expect(path.transport).toEqual({ cipher: 'node', send: 'dgram' });
});
