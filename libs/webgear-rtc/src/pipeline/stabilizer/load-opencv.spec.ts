import { describe, expect, it } from '@jest/globals';
import { findOpenCv } from './load-opencv.js';

describe('OpenCV.js', () => {
  it('is where the application has it', () => {
    expect(findOpenCv(() => '/app/opencv.js')).toBe('/app/opencv.js');
  });

  it('is named by the error where the application has not installed it', () => {
    const cause = new Error("Cannot find module '@techstark/opencv-js'");
    const find = () =>
      findOpenCv(() => {
        throw cause;
      });
    expect(find).toThrow(
      expect.objectContaining({
        code: 'WGR_PACKAGE_MISSING',
        message:
          'Option "stabilize" needs a package that is not installed: npm install @techstark/opencv-js.',
        cause,
      }),
    );
  });
});
