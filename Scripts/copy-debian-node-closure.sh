#!/bin/sh
# Copies Debian's Node.js packages and all that they depend on into a node_modules directory.
#   Scripts/copy-debian-node-closure.sh DESTINATION PACKAGE...
# Debian keeps modules outside any project, where Lambda will not find them: examples and tests take copies, with links resolved.
# Users of the tool run `npm ci` instead.
set -eu
if [ $# -lt 2 ]; then
    echo "usage: $0 DESTINATION PACKAGE..." >&2
    exit 64
fi
exec node - "$@" <<'EOF'
'use strict';
const fs = require('fs');
const path = require('path');

const [destination, ...wanted] = process.argv.slice(2);
const libraries = fs.existsSync('/usr/lib') ? fs.readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/nodejs`) : [];
const places = ['/usr/share/nodejs', '/usr/lib/nodejs', ...libraries].filter((place) => fs.existsSync(place));

const queue = wanted.map((name) => ({ name, requiredBy: undefined }));
const done = new Set();
let missing = 0;
while (queue.length > 0) {
  const { name, requiredBy } = queue.shift();
  if (done.has(name)) continue;
  done.add(name);
  const place = places.find((candidate) => fs.existsSync(path.join(candidate, name)));
  if (place === undefined) {
    if (requiredBy === undefined) {
      console.error(`${name} is not installed below ${places.join(', ')}: apt-get install node-${name}`);
      process.exit(1);
    }
    console.error(`${requiredBy} wants ${name}, which Debian has built without`);
    missing += 1;
    continue;
  }
  const source = fs.realpathSync(path.join(place, name));
  const target = path.join(destination, name);
  fs.rmSync(target, { recursive: true, force: true });
  fs.cpSync(source, target, { recursive: true, dereference: true });
  const manifest = path.join(source, 'package.json');
  if (!fs.existsSync(manifest)) continue;
  const { dependencies = {} } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  for (const dependency of Object.keys(dependencies)) queue.push({ name: dependency, requiredBy: name });
}
console.error(`${done.size - missing} packages in ${destination}`);
EOF
