// Prints Eyevinn's WebRTC player as one module. In a process of its own: the bundler does not work inside jest's.
import { build } from 'rolldown';

const { output } = await build({
  input: '@eyevinn/webrtc-player',
  platform: 'browser',
  output: { format: 'esm', codeSplitting: false, minify: true },
  write: false,
});
process.stdout.write(output[0].code);
