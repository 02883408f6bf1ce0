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
ln -sfn "$PWD/target/imagej" /tmp/ImageJ # a path for the report of MUMU Check Device that says nothing
java -Djava.util.prefs.userRoot=target/prefs -Duser.home=target/home -Dplugins.dir=/tmp/ImageJ \
    -cp "target/test-classes:$(find -L /tmp/ImageJ -name '*.jar' | paste -sd:)" mumu.CommandPictures "$out"
rm /tmp/ImageJ
for file in "$out"/*.png; do
    convert "$file" -dither None -colors 200 -strip "png8:docs/images/$(basename "$file")"
done
