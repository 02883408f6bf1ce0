// Draws every icon that the licences and the stop list allow, as raw RGBA of SIZE x SIZE, into OUT/raw.bin with
// OUT/raw.json naming the rows.   node rasterise.mjs OUT      (run `npm ci` first, in a folder with this package-lock.json)
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'x.js'));
const sharp = require('sharp');
const SIZE = 128;
const out = process.argv[2];
const root = path.join(process.cwd(), 'node_modules');
const json = (...p) => JSON.parse(fs.readFileSync(path.join(root, ...p), 'utf8'));

const SETS = { gradient: 'fluent-emoji', flat: 'fluent-emoji-flat', outline: 'fluent-emoji-high-contrast', soft: 'noto',
  bold: 'noto-v1', cartoon: 'twemoji', classic: 'emojione', ink: 'emojione-monotone' };
const SUBGROUPS_OUT = new Set(['skin-tone', 'hair-style', 'family', 'person-symbol', 'time', 'hotel', 'transport-sign']);
const STOP = new Set(['pistol', 'water pistol', 'bomb', 'kitchen knife', 'dagger', 'crossed swords', 'cigarette', 'coffin',
  'funeral urn', 'headstone', 'syringe', 'pill', 'control knobs', 'level slider', 'middle finger', 'anger symbol',
  'dashing away', 'speech balloon', 'thought balloon', 'left speech bubble', 'right anger bubble', 'hole', 'zzz',
  'sweat droplets', 'map of japan', 'moai', 'circled m', 'drop of blood', 'potable water', 'no smoking',
  'black large square', 'milky way', 'foggy', 'fog', 'cyclone', 'dizzy', 'eye in speech bubble', 'pile of poo',
  'people with bunny ears', 'people wrestling', 'person in suit levitating', 'footprints', 'busts in silhouette',
  'bust in silhouette', 'speaking head', 'people hugging', 'new moon', 'full moon', 'crescent moon', 'first quarter moon',
  'last quarter moon', 'waxing crescent moon', 'waxing gibbous moon', 'waning crescent moon', 'waning gibbous moon']);

const loose = s => s.toLowerCase().normalize('NFD').replace(/[^a-z0-9]/g, '');
const slug = s => s.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f’'.()“”]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

function finder(prefix) {
  const icons = json('@iconify-json', prefix, 'icons.json');
  const chars = json('@iconify-json', prefix, 'chars.json');
  const names = new Map();
  for (const n of [...Object.keys(icons.icons), ...Object.keys(icons.aliases || {})]) {
    if (!names.has(loose(n))) names.set(loose(n), n);
  }
  const known = n => icons.icons[n] || (icons.aliases || {})[n];
  const find = (hex, labels) => {
    const h = hex.toLowerCase();
    const byHex = chars[h] || chars[h.replace(/-fe0f/g, '')] || chars[h + '-fe0f'];
    if (byHex) return byHex;
    for (const l of labels) if (known(slug(l))) return slug(l);
    for (const l of labels) if (names.has(loose(l))) return names.get(loose(l));
    return null;
  };
  return { icons, find };
}

function svg(set, name) {
  let n = name, alias = null, icon = set.icons[n];
  for (let i = 0; !icon && i < 5; i++) { alias = set.aliases[n]; n = alias.parent; icon = set.icons[n]; }
  const w = icon.width || set.width || 16, h = icon.height || set.height || 16;
  const body = alias && alias.hFlip ? `<g transform="translate(${w},0) scale(-1,1)">${icon.body}</g>` : icon.body;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${SIZE}" ` +
    `height="${SIZE}" viewBox="${icon.left || 0} ${icon.top || 0} ${w} ${h}" color="#222">${body}</svg>`;
}

const clear = { r: 0, g: 0, b: 0, alpha: 0 };
const draw = input => sharp(input).resize(SIZE, SIZE, { fit: 'contain', background: clear }).ensureAlpha().raw().toBuffer();

const meta = json('emojibase-data', 'meta', 'groups.json');
const slugs = json('unicode-emoji-json', 'data-by-emoji.json');
const shortcodes = json('emojibase-data', 'en', 'shortcodes', 'emojibase.json');
const sets = Object.fromEntries(Object.entries(SETS).map(([style, prefix]) => [style, finder(prefix)]));
const jobs = [];
for (const e of json('emojibase-data', 'en', 'data.json')) {
  const group = meta.groups[e.group], subgroup = meta.subgroups[e.subgroup];
  if (!group || ['component', 'symbols', 'flags'].includes(group) || SUBGROUPS_OUT.has(subgroup)) continue;
  const name = e.label.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, ' ').trim();
  if (STOP.has(name) || name.split(' ').length > 3) continue;
  const codes = [shortcodes[e.hexcode]].flat().filter(Boolean);
  const labels = [e.label, slugs[e.emoji]?.name, ...codes].filter(Boolean);
  const row = style => ({ concept: name, style, group, subgroup, tags: e.tags || [], hex: e.hexcode });
  const files = {};
  for (const style of Object.keys(SETS)) files[style] = sets[style].find(e.hexcode, labels);
  if (files.flat) { // Fluent 3D is openly licensed only where the open repository has the drawing
    const folder = path.join(root, '@lobehub', 'fluent-emoji-3d', 'assets');
    const h = e.hexcode.toLowerCase();
    const file = [h, h.replace(/-fe0f/g, ''), h + '-fe0f'].map(x => path.join(folder, x + '.webp')).find(fs.existsSync);
    if (file) jobs.push([row('3d'), file]);
  }
  for (const style of Object.keys(SETS)) {
    if (files[style]) jobs.push([row(style), Buffer.from(svg(sets[style].icons, files[style])), `${style}/${files[style]}`]);
  }
}

const core = await import(path.join(root, '@dicebear', 'core', 'lib', 'index.js'));
const people = await import(path.join(root, '@dicebear', 'collection', 'lib', 'index.js'));
const PEOPLE = { adventurer: 'adventurer', bigSmile: 'smile', micah: 'modern', miniavs: 'mini', personas: 'persona', toonHead: 'toon',
  openPeeps: 'sketchy', lorelei: 'elegant', notionists: 'doodle', croodles: 'scribble', pixelArt: 'blocky', bigEars: 'comic' };
for (const [key, style] of Object.entries(PEOPLE)) {
  for (let i = 0; i < 160; i++) {
    const text = core.createAvatar(people[key], { seed: `mumu-${i}`, backgroundColor: [] }).toString();
    jobs.push([{ concept: `person ${i}`, style, group: 'avatar', subgroup: 'avatar', tags: [], hex: '' }, Buffer.from(text)]);
  }
}

fs.mkdirSync(out, { recursive: true });
const file = fs.openSync(path.join(out, 'raw.bin'), 'w');
const rows = [], seen = new Set();
let failed = 0;
for (let i = 0; i < jobs.length; i += 16) {
  const pixels = await Promise.all(jobs.slice(i, i + 16).map(j => draw(j[1]).catch(() => null)));
  pixels.forEach((p, k) => {
    const [row, , key] = jobs[i + k];
    if (!p || (key && seen.has(key))) { failed++; return; } // one file for two concepts: the first keeps it
    if (key) seen.add(key);
    fs.writeSync(file, p);
    rows.push(row);
  });
}
fs.writeFileSync(path.join(out, 'raw.json'), JSON.stringify(rows));
console.log(`${rows.length} drawings, ${failed} left out`);
