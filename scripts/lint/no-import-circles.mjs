import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What each file imports, as absolute paths, and when it was written. */
const known = new Map();

/**
 * Forbids imports that lead back to the file, type-only ones too: eslint-plugin-import-x passes over those, and two
 * files that only share their types still cannot be understood one after the other.
 */
export const noImportCircles = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { circle: 'Imports run in a circle: {{circle}}.' },
  },
  create(context) {
    const check = ({ source }) => {
      const target = source && resolve(context.filename, source.value);
      const way = target && shortestWay(target, context.filename);
      if (!way) return;
      const circle = [context.filename, ...way].map((file) => path.relative(context.cwd, file)).join(' -> ');
      context.report({ node: source, messageId: 'circle', data: { circle } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

/** From one file to another, both included; undefined where there is none. */
function shortestWay(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) return wayTo(file, cameFrom);
    importsOf(file)
      .filter((next) => !cameFrom.has(next))
      .forEach((next) => cameFrom.set(next, file));
  }
  return undefined;
}

function wayTo(file, cameFrom) {
  const way = [];
  for (let at = file; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}

function importsOf(file) {
  const written = statSync(file).mtimeMs;
  const entry = known.get(file);
  if (entry?.written === written) return entry.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const imports = importedFiles.flatMap(({ fileName }) => resolve(file, fileName) ?? []);
  known.set(file, { written, imports });
  return imports;
}

/** A TypeScript file beside this one; undefined for packages, other kinds of files, and addresses of workers (`?url`). */
function resolve(importer, specifier) {
  if (typeof specifier !== 'string' || !/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const file = path.resolve(path.dirname(importer), specifier.replace(/\.js$/, '.ts'));
  return existsSync(file) ? file : undefined;
}
