import { describe, expect, it } from '@jest/globals';
import { toIceServers } from './ice-server-values.js';

describe('a list of servers on the command line', () => {
  it('is URLs divided by commas', () => {
    expect(toIceServers('stun:stun.example.org:19302, turn:turn.example.org?transport=tcp')).toEqual([
      { urls: 'stun:stun.example.org:19302' },
      { urls: 'turn:turn.example.org?transport=tcp' },
    ]);
  });

  it('has names and passwords in front of the hosts', () => {
    expect(toIceServers('turns:1893456000:viewer%40home:p%40ss%2Cword/+=@turn.example.org:443')).toEqual([
      // A name may have a colon in it: those that expire begin with the time.
      { urls: 'turns:turn.example.org:443', username: '1893456000:viewer@home', credential: 'p@ss,word/+=' },
    ]);
  });

  it('says what is wrong with a password, and not which', () => {
    expect(() => toIceServers('turn:viewer:100%secret@turn.example.org')).toThrow(/^has a %/);
  });
});
