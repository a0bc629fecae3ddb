import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { findBrowser } from '../../scripts/find-browser.mjs';

/**
 * Which nodes of a graph ONNX Runtime's WebGPU execution provider leaves to the CPU, by ONNX Runtime's own log:
 * `node placement.mjs GRAPH.onnx` prints {"gpu": 843, "cpu": ["grad::Sum_1", ...]}, or null where no Chromium with a
 * software adapter is found. The provider of onnxruntime-node is the one of onnxruntime-web, compiled natively.
 */
const PLACED = 'SaveMLValueNameIndexMapping';
const [path, create] = process.argv.slice(2);
if (create)
  await InferenceSession.create(path, {
    executionProviders: [WEBGPU()],
    logSeverityLevel: 0,
    logVerbosityLevel: 0,
  });
else console.log(JSON.stringify(await placement(path)));

/** As the worker makes the session of a head. */
function WEBGPU() {
  return { name: 'webgpu', preferredLayout: 'NCHW' };
}

async function placement(graph) {
  const folder = adapterFolder();
  if (!folder) return null;
  const scratch = mkdtempSync(join(tmpdir(), 'placement-'));
  // Into a file: ONNX Runtime drops lines that a pipe does not take at once.
  const log = join(scratch, 'log');
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), graph, 'create'], {
    env: {
      ...process.env,
      VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: folder,
    },
    stdio: ['ignore', output, output],
  });
  // Nodes have their places before weights are uploaded and kernels compiled, which takes far longer.
  const watch = setInterval(() => readFileSync(log, 'utf8').includes(PLACED) && child.kill('SIGKILL'), 300);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  const lines = readFileSync(log, 'utf8').split('\n');
  rmSync(scratch, { recursive: true });
  return parse(lines);
}

function adapterFolder() {
  const browser = findBrowser();
  const folders = [
    ...(browser ? [dirname(realpathSync(browser))] : []),
    '/usr/lib/chromium',
    '/usr/lib64/chromium',
  ];
  return folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
}

/** "[...] placed on [XExecutionProvider]. Number of nodes: 3", then, where there are several providers, the nodes. */
function parse(lines) {
  let provider = '';
  const cpu = [];
  let gpu = 0;
  for (const line of lines.filter((text) => text.includes('VerifyEachNodeIsAssignedToAnEp'))) {
    const [, text] = line.split('VerifyEachNodeIsAssignedToAnEp');
    const heading = /placed on \[(\w+)\]\. Number of nodes: (\d+)/.exec(text);
    const node = /^\]\s+(\w+) \((.*)\)/.exec(text);
    if (heading) [, provider] = heading;
    if (heading && provider === 'WebGpuExecutionProvider') gpu += Number(heading[2]);
    if (!heading && node && provider !== 'WebGpuExecutionProvider') cpu.push(node[2]);
  }
  if (provider === '')
    throw new Error(`ONNX Runtime says nothing of placement: ${lines.slice(-3).join('\n')}`);
  return { gpu, cpu };
}
