import { beforeEach, describe, expect, it } from '@jest/globals';
import { ResumePoint } from './resume-point.js';

describe('a recording', () => {
  let run: AbortController;
  let point: ResumePoint;

  beforeEach(() => {
    run = new AbortController();
    point = new ResumePoint();
    point.begin(run.signal);
    point.opened();
    point.reached(40_000);
    point.reached(80_000);
  });

  it('that breaks off goes on where it was, however often it cannot be reached meanwhile', () => {
    for (const _failure of [1, 2, 3]) {
      point.begin(run.signal);
      expect(point.startAtUs).toBe(80_000);
    }
  });

  it('that came to its end begins anew', () => {
    point.ended();
    point.begin(run.signal);
    expect(point.startAtUs).toBeUndefined();
  });

  it('that was left begins anew', () => {
    run.abort();
    point.begin(new AbortController().signal);
    expect(point.startAtUs).toBeUndefined();
  });

  it('that has nothing at that place begins anew', () => {
    point.begin(run.signal);
    point.opened();
    point.begin(run.signal);
    expect(point.startAtUs).toBeUndefined();
  });
});
