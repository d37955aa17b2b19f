import { describe, expect, it } from '@jest/globals';
import { Zoom } from './zoom.js';

/** Elements as far as the zoom uses them. */
function makeZoom(): { readonly zoom: Zoom; readonly style: { transform: string } } {
  const style = { transform: '' };
  const stage = { clientWidth: 800, clientHeight: 400, classList: { toggle: () => false } };
  const zoom = new Zoom(
    stage as unknown as HTMLElement,
    { style } as unknown as HTMLElement,
    () => undefined,
  );
  return { zoom, style };
}

describe('enlarged video', () => {
  it('keeps the point under the finger where it is', () => {
    const { zoom, style } = makeZoom();
    zoom.by(2, { x: 600, y: 100 });
    // The point at 200, -100 from the centre would be at 400, -200.
    expect(style.transform).toBe('translate(-200px, 100px) scale(2)');
    zoom.by(1.5, { x: 600, y: 100 });
    expect(style.transform).toBe('translate(-400px, 200px) scale(3)');
  });

  it('never shows what is beside it', () => {
    const { zoom, style } = makeZoom();
    zoom.by(2);
    zoom.pan({ x: 5000, y: -5000 });
    expect(style.transform).toBe('translate(400px, -200px) scale(2)');
    expect(zoom.view).toEqual({ x: 0, y: 0.5, size: 0.5 });
    zoom.by(0.75);
    expect(style.transform).toBe('translate(200px, -100px) scale(1.5)');
  });

  it('goes up to eightfold, and back to nothing', () => {
    const { zoom, style } = makeZoom();
    for (let times = 0; times < 20; times++) zoom.by(1.5);
    expect(zoom.scale).toBe(8);
    zoom.by(0.01, { x: 0, y: 0 });
    expect([zoom.isOn, style.transform]).toEqual([false, '']);
  });
});
