import { execFileSync } from 'node:child_process';
import { findBrowser } from './find-browser.mjs';

/** Sees to it that the tests have a browser: an installed one, else the system's package, else Playwright's. */
function has(command) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function attempt(command, args) {
  console.log(`> ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}

function installSystemPackage() {
  if (process.platform !== 'linux' || !has('apt-get')) return;
  const prefix = process.getuid() === 0 ? [] : has('sudo') ? ['sudo', '-n'] : undefined;
  if (!prefix) return;
  const run = (...args) => attempt([...prefix, ...args][0], [...prefix, ...args].slice(1));
  if (run('apt-get', 'update'))
    run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
}

if (!findBrowser()) installSystemPackage();
if (!findBrowser()) attempt('npx', ['playwright', 'install', '--with-deps', 'chromium']);
const browser = findBrowser();
if (!browser) {
  console.error(
    'No Chrome or Chromium found and none could be installed. Install one, or set CHROME_PATH to its binary.',
  );
  process.exit(1);
}
console.log(`Browser for the tests: ${browser}`);
