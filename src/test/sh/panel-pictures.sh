#!/usr/bin/env bash
# Makes docs/images/panel-*.png from the real panel. Needs Xvfb, and ImageMagick to make the files small.
set -euo pipefail
cd "$(dirname "$0")/../../.."
[ "${1:-}" = --compiled ] || mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt

picture() { # theme, scale, files
    local theme=$1 scale=$2 server file display
    shift 2
    exec 3< <(exec Xvfb -displayfd 1 -screen 0 "$((1200 * scale))x$((820 * scale))x24" 2> /dev/null)
    server=$!
    read -r display <&3
    DISPLAY=:$display java -Djava.util.prefs.userRoot=target/prefs -Duser.home=target/home \
        -Dsun.java2d.uiScale="$scale" -Dawt.useSystemAAFontSettings=on \
        -cp "target/classes:target/test-classes:$(cat target/classpath.txt)" \
        mumu.ui.PanelPictures "$theme" "$@"
    kill "$server"
    for file in "$@"; do
        convert "$file" -dither None -colors 160 -strip "png8:$file"
    done
}

picture light 1 docs/images/panel-light.png docs/images/panel-beside-imagej.png
picture light 2 docs/images/panel-light-2x.png
picture dark 1 docs/images/panel-dark.png
picture dark 2 docs/images/panel-dark-2x.png
