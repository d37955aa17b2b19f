// Ends with an error where a program that the tests drive is missing, unless it may be installed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describePrograms, mayInstall, missingPrograms } from './test-programs.mjs';

const missing = missingPrograms();
if (missing.length > 0 && mayInstall(process.env)) {
  const setup = fileURLToPath(new URL('setup-debian.mjs', import.meta.url));
  process.exitCode = spawnSync(process.execPath, [setup], { stdio: 'inherit' }).status ?? 1;
} else if (missing.length > 0) {
  process.stderr.write(
    `The tests need what is not installed here:\n${describePrograms(missing)}` +
      'On Debian as root, install it with: npm run setup:debian\n' +
      '("npm test" runs that itself where CI=true or SETUP_DEBIAN=1 is set.)\n',
  );
  process.exitCode = 1;
}
