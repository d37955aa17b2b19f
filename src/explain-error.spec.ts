import { describe, expect, it } from '@jest/globals';
import { UsageError } from './process-exit.js';
import { explainError } from './explain-error.js';

describe('an error that ends the program', () => {
  it.each([
    [new UsageError('No such flag.'), 'No such flag.', 2],
    [Object.assign(new Error('x'), { code: 'EADDRINUSE', port: 80 }), 'Port 80 is in use', 1],
    [Object.assign(new Error('x'), { code: 'EACCES', port: 80 }), 'above 1023', 1],
    [Object.assign(new Error('x'), { code: 'EADDRNOTAVAIL' }), '--ipaddress', 1],
    [Object.assign(new Error('disk full'), { code: 'WGR_DATA_FILES_FAILED' }), 'disk full', 1],
    [new Error('odd'), 'odd', 1],
    ['odd', 'odd', 1],
  ])('%s is explained and has its exit code', (error, message, exitCode) => {
    const explanation = explainError(error);
    expect(explanation.message).toContain(message);
    expect(explanation.exitCode).toBe(exitCode);
  });

  it.each([
    ['rtsp://admin:hunter2@camera.local/s', 'rtsp://***@camera.local/s'],
    ['rtsp://admin:my hunter/2@camera.local/s', 'rtsp://***@camera.local/s'],
    ['http://h/v?password=hunter 2&size=1', 'http://h/v?password=***&size=1'],
  ])('repeats no password of an address in the wrong place: %s', (address, shown) => {
    const error = new UsageError(`"loop" must be true or false, but is "${address}" (--loop).`);
    expect(explainError(error).message).toBe(`"loop" must be true or false, but is "${shown}" (--loop).`);
  });

  it.each(['framerate', 'framerate.x', 'framerate[0]'])('names the place of the wrong option %s', (field) => {
    const error = Object.assign(new Error('Wrong.'), { code: 'WGR_OPTION_INVALID', detail: { field } });
    const settings = new Map([['framerate', { value: 500, origin: 'camera.yaml' }]]);
    expect(explainError(error, settings)).toEqual({ message: 'Wrong. (camera.yaml)', exitCode: 2 });
  });
});
