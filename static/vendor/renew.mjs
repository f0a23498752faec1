// Copies the pinned browser libraries beside this file, draws the icon sprite and writes VENDOR.md.
// Run after a change of package.json: npm ci --ignore-scripts && node renew.mjs
// Node is needed for this and for nothing else: the site serves the copies.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const SPRITE = join(HERE, '..', 'ui', 'icons.svg');

const COPIES = [
  ['htmx.org', 'dist/htmx.min.js', 'htmx.min.js'],
  ['idiomorph', 'dist/idiomorph-ext.min.js', 'idiomorph-ext.min.js'],
];

// Socket.IO's client for text over WebSocket, as the global `io`: these modules of its parts give way.
const SOCKET = 'socket.io.js';
const INSTEAD = {
  'engine.io-client/build/esm/transports/index.js':
    "import { WS } from './websocket.js'; export const transports = { websocket: WS };",
  'engine.io-client/build/esm/transports/polling-xhr.js': 'export const XHR = null, Request = null;',
  'socket.io-parser/build/esm/is-binary.js': 'export const isBinary = () => false, hasBinary = () => false;',
  'socket.io-parser/build/esm/binary.js': 'export const deconstructPacket = null, reconstructPacket = null;',
};

// Licences that ask to travel with the copies.
const LICENCES = ['lucide-static', 'socket.io-client'];

// The icons in use, by their Lucide names. Add one here, run this script, use it as ui.icon('name').
const ICONS = `
  archive arrow-left-right award bell book-open calendar-days camera check check-check chevron-down
  chevron-left chevron-right circle-alert circle-check circle-question-mark clipboard-check
  clipboard-list clock cloud-check cloud-off cloud-upload copy download ellipsis eye file-text flag
  gavel graduation-cap history hourglass house info key-round life-buoy lightbulb link list
  lock log-out message-circle message-square-quote monitor moon package paperclip pause pencil
  phone play plus printer qr-code radio refresh-cw scale search send settings shield-check siren
  smartphone square star store sun tag target thumbs-up trash-2 trending-down trending-up triangle-alert
  undo-2 upload user user-plus users wifi-off x zap
`.trim().split(/\s+/);

// The four kinds of note as shapes, filled, for time lines and legends (our own drawing).
const SHAPES = {
  'shape-praise': '<path d="M12 4 21 20H3Z"/>',
  'shape-remind': '<rect x="4" y="4" width="16" height="16" rx="1"/>',
  'shape-issue': '<path d="m12 2 10 10-10 10L2 12Z"/>',
  'shape-mark': '<circle cx="12" cy="12" r="8"/>',
};

const packageOf = (name) =>
  JSON.parse(readFileSync(join(HERE, 'node_modules', name, 'package.json'), 'utf8'));

function digest(path) {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, gzip: gzipSync(bytes, { level: 9 }).length };
}

function row(name, path, shown) {
  const { version, license } = packageOf(name);
  const { sha256, gzip } = digest(path);
  return `| ${name} | ${version} | ${license} | \`${shown}\` | ${gzip.toLocaleString('en')} | \`${sha256}\` |`;
}

function copyLibrary([name, from, to]) {
  copyFileSync(join(HERE, 'node_modules', name, from), join(HERE, to));
  return row(name, join(HERE, to), to);
}

const lean = {
  name: 'lean',
  setup: ({ onLoad }) => onLoad({ filter: /\.js$/ }, ({ path }) => {
    const given = Object.keys(INSTEAD).find((name) => path.endsWith(join('node_modules', name)));
    return given && { contents: INSTEAD[given], resolveDir: dirname(path) };
  }),
};

async function buildSocket() {
  await build({
    stdin: { contents: "import { io } from 'socket.io-client'; globalThis.io = io;", resolveDir: HERE },
    outfile: join(HERE, SOCKET),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome103', 'safari15.4'],
    charset: 'utf8',
    plugins: [lean],
    logLevel: 'warning',
  });
  return row('socket.io-client', join(HERE, SOCKET), SOCKET);
}

function symbol(name) {
  const file = join(HERE, 'node_modules', 'lucide-static', 'icons', `${name}.svg`);
  const inside = readFileSync(file, 'utf8').match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
  const drawing = inside.replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>');
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

function writeSprite() {
  const shapes = Object.entries(SHAPES).map(
    ([name, drawing]) => `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`,
  );
  const notice = '<!-- Icons: Lucide, ISC licence. Shapes: this project. Made by static/vendor/renew.mjs -->';
  const body = [notice, ...ICONS.map(symbol), ...shapes].join('\n');
  writeFileSync(SPRITE, `<svg xmlns="http://www.w3.org/2000/svg">\n${body}\n</svg>\n`);
  return row('lucide-static', SPRITE, '../ui/icons.svg');
}

for (const name of LICENCES) {
  copyFileSync(join(HERE, 'node_modules', name, 'LICENSE'), join(HERE, `${name}.LICENSE`));
}
const rows = [...COPIES.map(copyLibrary), await buildSocket(), writeSprite()];
writeFileSync(
  join(HERE, 'VENDOR.md'),
  [
    '# Copies of other people’s work',
    '',
    'Written by `renew.mjs`; the versions are pinned in `package.json`, their integrity in `package-lock.json`.',
    `The sprite holds the ${ICONS.length} icons that are used and four shapes of our own.`,
    '',
    '| package | version | licence | file | gzip bytes | sha256 |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n'),
);
