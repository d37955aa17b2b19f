import { describe, expect, it } from '@jest/globals';
import { toServerSettings, type ServerSettings } from './server-settings.js';

function settings(values: Readonly<Record<string, unknown>>): ServerSettings {
  return toServerSettings(
    new Map(Object.entries(values).map(([name, value]) => [name, { value, origin: 'camera.yaml' }])),
  );
}

describe('the settings of the server', () => {
  it('show the test pattern on port 8000 of every address when nothing is stated', () => {
    expect(settings({})).toEqual({
      port: 8000,
      ipAddress: '0.0.0.0',
      qr: undefined,
      logLevel: 'warn',
      options: { source: 'test:' },
    });
  });

  it('leave the options of the library to the library', () => {
    const { port, logLevel, options } = settings({
      port: 1,
      mode: 'mjpeg',
      source: 'a.mp4',
      maxPeers: 5,
      logging: true,
    });
    expect([port, logLevel]).toEqual([1, 'verbose']);
    expect(options).toEqual({ mode: 'mjpeg', source: 'a.mp4', maxPeers: 5, logging: true });
  });

  it("print what is stated, which goes before VidGear's name for more than that", () => {
    expect(settings({ logLevel: 'log', logging: true }).logLevel).toBe('log');
    expect(settings({ logLevel: 'loud' }).logLevel).toBe('warn');
  });

  it('have no test pattern beside the camera of a Raspberry Pi', () => {
    expect(settings({ api: 'PiGear' }).options).toEqual({ api: 'PiGear' });
    expect(settings({ enablePiCamera: true }).options).toEqual({ enablePiCamera: true });
  });

  it('have no test pattern beside named streams', () => {
    expect(settings({ streams: { a: {} } }).options).toEqual({ streams: { a: {} } });
  });

  it.each([
    [{ overlay: 'Yard' }, 'Yard'],
    [{ overlayClock: true }, { clock: true }],
    [
      { overlay: 'Yard', overlayClock: true },
      { text: 'Yard', clock: true },
    ],
    [
      { overlay: { text: 'Yard', clock: '%R' }, overlayClock: true },
      { text: 'Yard', clock: '%R' },
    ],
    [{ overlay: [{ text: 'Yard' }], overlayClock: false }, [{ text: 'Yard' }]],
  ])('make one overlay of %j', (values, overlay) => {
    expect(settings(values).options).toEqual({ source: 'test:', overlay });
  });

  it.each([
    [{ overlayClock: 'late' }, '"overlayClock" must be true or false (camera.yaml)'],
    [{ overlay: [], overlayClock: true }, '"overlayClock" cannot say which of several overlays'],
    [{ port: 70_000 }, '"port" must be a whole number from 0 to 65535, but is 70000 (camera.yaml)'],
    [{ port: 1.5 }, '"port" must be'],
    [{ qr: 3 }, '"qr" must be true or false (camera.yaml)'],
    [{ ipaddress: 127 }, '"ipaddress" must be an IP address (camera.yaml)'],
  ])('refuse %j', (values, message) => {
    expect(() => settings(values)).toThrow(message);
  });
});
