// Prints the page of React as one module. In a process of its own: the bundler does not work inside jest's.
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const { output } = await build({
  input: fileURLToPath(new URL('react-page.mjs', import.meta.url)),
  platform: 'browser',
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  output: { format: 'esm', codeSplitting: false, minify: true },
  write: false,
});
process.stdout.write(output[0].code);
