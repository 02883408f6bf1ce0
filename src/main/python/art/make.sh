#!/bin/sh
# Fetches the pinned art, draws it, applies licences and stop list, makes the sprites: art/make.sh ART
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
art=$(cd "$1" && pwd)
cp "$here/package.json" "$here/package-lock.json" "$art/"
cd "$art"
npm ci
node "$here/rasterise.mjs" "$art/out"
cd "$here/.."
python -m mumu_tiny.sprites --raw "$art/out" --out "$art"
