// Writes static/built: each bundle of static/bundles.json as one file, and sources.json, which says
// of each bundle what it was made of, so that tests can tell an old one without Node.
// `node build.mjs FOLDER` writes elsewhere, for comparing.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const STATIC = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'static');
const BUILT = process.argv[2] ?? join(STATIC, 'built');
const BUNDLES = JSON.parse(readFileSync(join(STATIC, 'bundles.json'), 'utf8'));

const digest = (name) => createHash('sha256').update(readFileSync(join(STATIC, name))).digest('hex');
const taken = { '.js': (name) => `import './${name}';`, '.css': (name) => `@import './${name}';` };

/** One bundle; the names of all files that went into it. */
async function bundle([name, parts]) {
  const kind = extname(name);
  const { metafile } = await build({
    stdin: { contents: parts.map(taken[kind]).join('\n'), resolveDir: STATIC, loader: kind.slice(1), sourcefile: name },
    outfile: join(BUILT, name),
    absWorkingDir: STATIC,
    bundle: true,
    minify: true,
    format: kind === '.js' ? 'esm' : undefined,
    target: ['chrome103', 'safari15.4'],
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const sources = ['bundles.json', ...Object.keys(metafile.inputs).filter((one) => one !== name).sort()];
  return [name, Object.fromEntries(sources.map((one) => [one, digest(one)]))];
}

rmSync(BUILT, { recursive: true, force: true });
mkdirSync(BUILT, { recursive: true });
const made = await Promise.all(Object.entries(BUNDLES).map(bundle));
writeFileSync(join(BUILT, 'sources.json'), `${JSON.stringify(Object.fromEntries(made), null, 1)}\n`);
