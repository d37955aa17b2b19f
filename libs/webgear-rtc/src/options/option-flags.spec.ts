import { describe, expect, it } from '@jest/globals';
import { optionFlags, optionsWithSettings, sourceOptionNames } from './option-flags.js';
import { factsOf } from './option-schema.js';
import { registrationSchema } from './registration-schema.js';

const flags = Object.values(optionFlags).flat();

describe('the flags of options', () => {
  it('are those of the schema, each once', () => {
    const withFlag = Object.entries(registrationSchema.entries).filter(([, entry]) => factsOf(entry).flag);
    expect(flags.map(({ name }) => name).sort()).toEqual(withFlag.map(([name]) => name).sort());
  });

  it.each([
    ['timeDelay', { default: '0', reads: 'number', short: '-td', value: '<seconds>' }],
    ['keyFrameIntervalMs', { default: '4000', reads: 'number' }],
    ['renditions', { default: 'auto', reads: 'renditions' }],
    ['audio', { default: 'auto', reads: 'autoOrBoolean', value: '<when>' }],
    ['audioSource', { reads: 'text', value: '<source>' }],
    ['audioSync', { default: 'true', reads: 'boolean' }],
    ['iceTcp', { default: 'true', reads: 'boolean' }],
    ['mjpegFramerate', { default: '10, or 30 with --mode mjpeg' }],
    ['iceServers', { default: 'none', reads: 'iceServers' }],
    ['announcedAddresses', { default: "this machine's own", reads: 'list' }],
    ['api', { default: 'CamGear', reads: 'name', words: ['CamGear', 'PiGear', 'FFGear'] }],
    ['mode', { default: 'webrtc', reads: 'text' }],
    ['sourceDemuxer', { default: 'what the source is', reads: 'text' }],
  ])('say of %s %j', (name, facts) => {
    expect(flags.find((flag) => flag.name === name)).toMatchObject(facts);
  });

  it('say nothing of the default of a flag that is off', () => {
    expect(flags.find(({ name }) => name === 'loop')).not.toHaveProperty('default');
    expect(flags.find(({ name }) => name === 'loop')).not.toHaveProperty('value');
  });

  it('stand under the heading that their flag names', () => {
    expect(optionFlags.program.map(({ name }) => name)).toEqual(['logLevel', 'exposeErrors', 'logging']);
    expect(optionFlags.video.map(({ name }) => name)).toContain('maxPeers');
  });

  it('know which options have settings of their own', () => {
    expect([...optionsWithSettings].sort()).toEqual([
      'analysis',
      'mjpeg',
      'overlay',
      'record',
      'renditions',
      'stabilize',
    ]);
    expect(['-vf', 'iso', 'CAP_PROP_FPS'].every((name) => sourceOptionNames.has(name))).toBe(true);
  });
});
