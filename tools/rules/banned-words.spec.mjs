import { describe, expect, test } from '@jest/globals';
import { checkText } from './banned-words.mjs';

const found = (text) => checkText('x.ts', text).map(({ line, detail }) => `${line} ${detail}`);

describe('the check of words', () => {
  test.each([
    ['a word', 'Sends pictures.', '1 "pictures": write frame, image, or GOP'],
    ['a word in an identifier', '\nconst lastPicture = 1;', '2 "Picture": write frame, image, or GOP'],
    ['a word in a constant', 'WGR_PICTURE_INVALID', '1 "PICTURE": write frame, image, or GOP'],
    ['words of two', 'It is Handed on.', '1 "Handed on": write passthrough, passes'],
    ['a name of a file', "from './stand-in.js'", '1 "stand-in": write the name of what it is'],
  ])('finds %s', (_kind, text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test('takes terms of the standards as they are', () => {
    const terms = [
      'Picture Loss Indication (RFC 4585)',
      'a picture parameter set',
      'PictureID of VP8',
      'requestPictureInPicture()',
      'It still runs.',
      'release() was leased'.replace('leased', 'called'),
    ];
    expect(found(terms.join('\n'))).toEqual([]);
  });
});
