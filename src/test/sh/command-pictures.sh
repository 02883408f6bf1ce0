#!/usr/bin/env bash
# Makes docs/images/*.png of the commands from the real program:
#     mvn -q -DskipTests package && src/test/sh/command-pictures.sh
# Needs Xvfb, openbox (frames around the windows), and ImageMagick to make the files small.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=target/command-pictures
mkdir -p "$out" target/home
exec 3< <(exec Xvfb -displayfd 1 -screen 0 1200x900x24 2> /dev/null)
server=$!
read -r display <&3
trap 'kill "$server"' EXIT
export DISPLAY=:$display
openbox 2> /dev/null &
sleep 2
folder=$(mktemp -d) # elsewhere, because MUMU Check Device reports the path
cp -r target/imagej "$folder/ImageJ"
java -Djava.util.prefs.userRoot=target/prefs -Duser.home=target/home -Dplugins.dir="$folder/ImageJ" \
    -cp "target/test-classes:$(find "$folder/ImageJ" -name '*.jar' | paste -sd:)" mumu.CommandPictures "$out"
rm -r "$folder"
for file in "$out"/*.png; do
    convert "$file" -dither None -colors 200 -strip "png8:docs/images/$(basename "$file")"
done
