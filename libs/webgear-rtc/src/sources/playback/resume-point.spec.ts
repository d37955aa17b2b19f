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

  it('resumes after a failure, also after failed attempts in between', () => {
    for (const _failure of [1, 2, 3]) {
      point.begin(run.signal);
      expect(point.startAtUs).toBe(80_000);
    }
  });

  it('starts over after its end', () => {
    point.ended();
    point.begin(run.signal);
    expect(point.startAtUs).toBeUndefined();
  });

  it('starts over after it was stopped', () => {
    run.abort();
    point.begin(new AbortController().signal);
    expect(point.startAtUs).toBeUndefined();
  });

  it('starts over if there is nothing at its position', () => {
    point.begin(run.signal);
    point.opened();
    point.begin(run.signal);
    expect(point.startAtUs).toBeUndefined();
  });
});
