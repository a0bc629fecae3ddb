import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Vite's library mode turns every imported asset into a base64 string: a 27 MB wasm file would end up inside
 * the worker. This plugin ships `import url from './file?url'` as a file beside the code and as the literal
 * `new URL('./file', import.meta.url).href`, which every bundler and every browser understands.
 */
export function fileUrls(extensions = ['.onnx', '.saliency', '.wasm', '.mjs']) {
  const marker = (name) => `__FILE_URL_${Buffer.from(name).toString('hex')}__`;
  const MARKER = /["'`]__FILE_URL_([0-9a-f]+)__["'`]/g;
  return {
    name: 'file-urls',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('?url')) return null;
      const path = source.slice(0, -'?url'.length);
      if (!extensions.some((extension) => path.endsWith(extension))) return null;
      const resolved = await this.resolve(path, importer, { skipSelf: true });
      if (!resolved) this.error(`Cannot resolve ${path}`);
      return `\0file-url:${resolved.id.split('?')[0]}`;
    },
    load(id) {
      if (!id.startsWith('\0file-url:')) return null;
      const path = id.slice('\0file-url:'.length);
      const fileName = basename(path);
      this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
      return `export default ${JSON.stringify(marker(fileName))}`;
    },
    renderChunk(code, chunk) {
      if (!code.includes('__FILE_URL_')) return null;
      const folder = '../'.repeat(chunk.fileName.split('/').length - 1) || './';
      return {
        code: code.replace(MARKER, (_, hex) => {
          const name = Buffer.from(hex, 'hex').toString();
          return `new URL(${JSON.stringify(folder + name)}, import.meta.url).href`;
        }),
        map: null,
      };
    },
  };
}

/**
 * Vite writes the address of a worker in a form that other bundlers, Vite itself included, copy as a plain file
 * instead of bundling, so that the files the worker names would be missing. And ORT names a file that only its own
 * bundle has. Both become the literal that bundlers know.
 */
export function bundlerReadableUrls() {
  const WORKER =
    /new URL\(\s*\/\* @vite-ignore \*\/\s*new URL\("([^"]+)", import\.meta\.url\)\.href,\s*"" \+ import\.meta\.url\s*\)/g;
  const ORT_OWN_NAME = /new URL\("ort\.\w+(?:\.min)?\.mjs", import\.meta\.url\)/g;
  return {
    name: 'bundler-readable-urls',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code
          .replace(WORKER, (_match, path) => `new URL(${JSON.stringify(path)}, import.meta.url)`)
          .replace(ORT_OWN_NAME, 'new URL(import.meta.url)');
      }
    },
  };
}
