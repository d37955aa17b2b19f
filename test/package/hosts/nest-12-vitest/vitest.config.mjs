import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite's own compiler leaves out the metadata that Nest injects by.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  test: { include: ['**/*.e2e-spec.ts'], globals: true },
});
