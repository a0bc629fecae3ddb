import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';

const WEBDRIVER_PORT = 4455;

function has(command) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Debian's own packages, where this may install them. */
function need(commands, packages) {
  if (commands.every(has)) return;
  if (has('apt-get') && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]])
      execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  }
  const missing = commands.filter((command) => !has(command));
  if (missing.length > 0)
    throw new Error(
      `${missing.join(', ')} not found and not installable here: apt-get install ${packages.join(' ')}`,
    );
}

/** A process and all that it starts, which end together. */
function start(command, args, env = {}) {
  const child = spawn(command, args, { detached: true, stdio: 'ignore', env: { ...process.env, ...env } });
  child.on('error', () => {});
  return () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
}

async function openChromium(url) {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  await (await browser.newPage()).goto(url);
  return () => browser.close();
}

async function openFirefox(url) {
  need(['firefox-esr'], ['firefox-esr']);
  const profile = mkdtempSync(join(tmpdir(), 'saliency-firefox-'));
  const stop = start('firefox-esr', ['--headless', '--no-remote', '--profile', profile, url], {
    HOME: profile,
  });
  return async () => {
    stop();
    await pause(500);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

async function webDriver(path, body) {
  const response = await fetch(`http://127.0.0.1:${WEBDRIVER_PORT}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver ${path}: ${value.error} ${value.message}`);
  return value;
}

async function untilReady(attempts = 100) {
  for (let i = 0; i < attempts; i++) {
    try {
      return await (await fetch(`http://127.0.0.1:${WEBDRIVER_PORT}/status`)).json();
    } catch {
      await pause(200);
    }
  }
  throw new Error('WebKitWebDriver does not answer.');
}

/** /usr/lib/ARCHITECTURE/webkit2gtk-VERSION/MiniBrowser, of which the architecture and the version vary. */
function miniBrowser() {
  return readdirSync('/usr/lib')
    .filter((name) => name.includes('linux'))
    .flatMap((folder) =>
      readdirSync(`/usr/lib/${folder}`).map((name) => `/usr/lib/${folder}/${name}/MiniBrowser`),
    )
    .find((path) => path.includes('webkit') && existsSync(path));
}

async function openWebKit(url) {
  need(['WebKitWebDriver', 'xvfb-run'], ['webkit2gtk-driver', 'xvfb', 'xauth']);
  const binary = miniBrowser();
  if (!binary) throw new Error('WebKit: no MiniBrowser found: apt-get install webkit2gtk-driver');
  const stop = start('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${WEBDRIVER_PORT}`]);
  try {
    await untilReady();
    const browserOptions = { binary, args: ['--automation'] };
    const { sessionId } = await webDriver('/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } },
    });
    await webDriver(`/session/${sessionId}/url`, { url });
  } catch (error) {
    stop();
    throw error;
  }
  return async () => stop();
}

/** Opens a page in a browser that is installed first if need be, and says how to close it. */
export const BROWSERS = { Chromium: openChromium, Firefox: openFirefox, WebKit: openWebKit };
