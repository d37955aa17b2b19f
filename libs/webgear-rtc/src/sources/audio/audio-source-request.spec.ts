import { describe, expect, it } from '@jest/globals';
import { audioDeviceOf, deviceRequest, recordingRequest } from './audio-source-request.js';

describe('the name of an audio source', () => {
  it.each<[string, unknown]>([
    ['alsa:default', { format: 'alsa', url: 'default', options: {} }],
    ['alsa:', { format: 'alsa', url: 'default', options: {} }],
    ['ALSA:hw:1,0', { format: 'alsa', url: 'hw:1,0', options: {} }],
    [
      'alsa:hw:1?channels=1&rate=16000',
      { format: 'alsa', url: 'hw:1', options: { channels: '1', sample_rate: '16000' } },
    ],
    ['pulse:alsa_input.usb', { format: 'pulse', url: 'alsa_input.usb', options: {} }],
    ['oss:', { format: 'oss', url: '/dev/dsp', options: {} }],
    ['avfoundation:0', { format: 'avfoundation', url: ':0', options: {} }],
    [
      'avfoundation:Built-in Microphone',
      { format: 'avfoundation', url: ':Built-in Microphone', options: {} },
    ],
    ['dshow:Microphone (USB?)', { format: 'dshow', url: 'audio=Microphone (USB?)', options: {} }],
    ['https://radio.example.org/live', undefined],
    ['music.mp3', undefined],
    ['pulse://host/x', undefined],
  ])('%s', (name, device) => {
    expect(audioDeviceOf(name)).toEqual(device);
  });

  it.each(['alsa:default?channel=1', 'pulse:default?rate=fast', 'alsa:x?rate=48000000'])(
    'refuses the parameters of %s',
    (name) => {
      expect(() => audioDeviceOf(name)).toThrow(expect.objectContaining({ code: 'WGR_SOURCE_UNSUPPORTED' }));
    },
  );

  it('makes a request that is live', () => {
    const device = audioDeviceOf('alsa:hw:1');
    expect(device && deviceRequest(device, 'alsa:hw:1')).toMatchObject({
      format: 'alsa',
      url: 'hw:1',
      live: true,
      label: 'alsa:hw:1',
    });
  });

  it.each(['photo.jpg', '0', 'screen:', 'test:', 'a ! b', 'img%03d.png'])('is not %s', async (name) => {
    await expect(recordingRequest(name, name)).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining('it has no sound'),
    });
  });
});
