#!/bin/sh
# Checks CUDA on a machine with a GPU, without network: preflight, CPU against CUDA, time, memory, hidden libraries.
# Usage: check.sh IMAGEJ [NATIVES]         its exit status is 1 when anything FAILED, which its last lines name
#   IMAGEJ   target/imagej, carried there; JAVA names a Java 17 other than the one on the PATH
#   NATIVES  a folder with ONNX Runtime's libraries and provider; absent: what 'MUMU Install CUDA...' has installed
# For CUDA 13 from pip: libonnxruntime.so.1.29.0 (as libonnxruntime.so, with a link libonnxruntime.so.1),
# libonnxruntime_providers_{shared,cuda}.so of the wheel onnxruntime-gpu 1.29.0, libonnxruntime4j_jni.so of the jar.
#   TESTS    (a variable) target/test-classes, carried there: with it the time of each stage and of a hundred cancels is measured too
#   DEVICE   (a variable) cuda:0; cpu rehearses everything on a machine without a GPU (the hiding, if NATIVES is given)
# pack.sh and run.sh bring everything there and start this.
set -eu
imagej=$1
natives=${2:-}
java=${JAVA:-java}
device=${DEVICE:-cuda:0}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
failures=$work/failures.txt
touch "$failures"
# shellcheck source=src/test/gpu/parts.sh
. "$here/parts.sh"
trap 'stop_sampling; rm -rf "$work"' EXIT

run() { # macro file, its argument, further Java options
  macro=$1
  argument=${2:-}
  "$java" -Djava.awt.headless=true ${natives:+-Donnxruntime.native.path="$natives"} \
    -Dplugins.dir="$imagej" -cp "$imagej/ij.jar:$imagej/plugins/*:$imagej/jars/*" ij.ImageJ -ijpath "$imagej" -batch "$macro" "$argument"
}

cat > "$work/check.ijm" <<'M'
Ext.install("mumu.MacroExtensions");
print(Ext.mumuCheckDevice());
M
report() { # folder of native libraries
  (natives=$1 && run "$work/check.ijm")
}

picture() { # device, file without its ending
  cat > "$work/picture.ijm" <<M
Ext.install("mumu.MacroExtensions");
for (i = 0; i < 4; i++) {
  start = getTime();
  id = Ext.mumuGenerate("device=$1 seed=7 prompt=[a red {mug}]");
  print("$1 picture " + i + ": " + (getTime() - start) + " ms");
}
Ext.mumuSave("$work/$2.png");
M
  run "$work/picture.ijm"
}

# Time by stage, memory of the process, a hundred cancels at random moments (median, slowest), the same seed afterwards.
speed() { # device
  [ -n "${TESTS:-}" ] || return 0
  "$java" -Djava.awt.headless=true ${natives:+-Donnxruntime.native.path="$natives"} \
    -cp "$TESTS:$imagej/ij.jar:$imagej/plugins/*:$imagej/jars/*" mumu.Speed mumu-tiny "$1" > "$work/speed.txt" 2>&1 || failed "mumu.Speed on $1 ended with $?"
  cat "$work/speed.txt"
  ! grep -q '| DIFFERS |' "$work/speed.txt" || failed "after a hundred cancels on $1 the same seed gives other pixels"
}

echo "== preflight (with the largest pixel difference CPU against device, and run against run)"
report "$natives" | tee "$work/report.txt"
grep -q "^$device: yes" "$work/report.txt" || failed "the preflight does not say that $device works"

echo "== pictures, the first with loading"
picture cpu first
speed cpu
start_sampling "$work/memory.txt"
picture "$device" second
speed "$device"
stop_sampling
echo "GPU memory: $(peak "$work/memory.txt")"
run "$here/compare.ijm" "$work/first.png|$work/second.png|$PIXEL_LIMIT" > "$work/compared.txt" 2>&1 || true
cat "$work/compared.txt"
grep -q '^SAME' "$work/compared.txt" || failed "the pictures of cpu and $device differ"

if [ "$device" != cpu ] || [ -n "$natives" ]; then
  [ -n "$natives" ] || natives=$(find "$imagej/lib/mumu" "$HOME/.imagej/lib/mumu" -maxdepth 2 -name 'onnxruntime-*' 2>/dev/null | head -1)
  echo "== every library of $natives hidden once: the preflight must say that it is missing"
  hide_each "$natives" report
fi
summary
