#!/bin/sh
# Checks CUDA on a machine with a GPU, without network: preflight, CPU against CUDA, time, memory, hidden libraries.
# Usage: check.sh IMAGEJ [NATIVES]
#   IMAGEJ   target/imagej, carried there; JAVA names a Java 17 other than the one on the PATH
#   NATIVES  a folder with ONNX Runtime's libraries and provider; absent: what 'MUMU Install CUDA...' has installed
# For CUDA 13 from pip: libonnxruntime.so.1.29.0 (as libonnxruntime.so, with a link libonnxruntime.so.1),
# libonnxruntime_providers_{shared,cuda}.so of the wheel onnxruntime-gpu 1.29.0, libonnxruntime4j_jni.so of the jar.
#   TESTS    (a variable) target/test-classes, carried there: with it the time of each stage and of a hundred cancels is measured too
# Without a GPU it runs the parts for the CPU and says so. pack.sh and run.sh bring everything there and start this.
set -eu
imagej=$1
natives=${2:-}
java=${JAVA:-java}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { # macro file, further Java options
  macro=$1
  shift
  "$java" -Djava.awt.headless=true ${natives:+-Donnxruntime.native.path="$natives"} "$@" \
    -Dplugins.dir="$imagej" -cp "$imagej/ij.jar:$imagej/plugins/*:$imagej/jars/*" ij.ImageJ -ijpath "$imagej" -batch "$macro"
}

cat > "$work/check.ijm" <<'M'
Ext.install("mumu.MacroExtensions");
print(Ext.mumuCheckDevice());
M

echo "== preflight (with the largest pixel difference CPU against device, and run against run)"
run "$work/check.ijm" | tee "$work/report.txt"
grep -q '^cuda:0: ' "$work/report.txt" || { echo "FAILED: the preflight made no report"; exit 1; }

picture() { # device
  cat > "$work/$1.ijm" <<M
Ext.install("mumu.MacroExtensions");
for (i = 0; i < 4; i++) {
  start = getTime();
  id = Ext.mumuGenerate("device=$1 seed=7 prompt=[a red {mug}]");
  print("$1 picture " + i + ": " + (getTime() - start) + " ms");
}
Ext.mumuSave("$work/$1.png");
M
  run "$work/$1.ijm"
}

# Time by stage, memory of the process, a hundred cancels at random moments (median, slowest), the same seed afterwards.
speed() { # device
  [ -z "${TESTS:-}" ] || "$java" -Djava.awt.headless=true ${natives:+-Donnxruntime.native.path="$natives"} \
    -cp "$TESTS:$imagej/ij.jar:$imagej/plugins/*:$imagej/jars/*" mumu.Speed mumu-tiny "$1"
}

echo "== pictures, the first with loading"
picture cpu
speed cpu
if ! grep -q '^cuda:0: yes' "$work/report.txt"; then
  echo "no CUDA here: only the CPU was checked"
  exit 0
fi
nvidia-smi --query-gpu=memory.used --format=csv,noheader > "$work/before.txt"
picture cuda:0
speed cuda:0
echo "GPU memory used before: $(cat "$work/before.txt"), after: $(nvidia-smi --query-gpu=memory.used --format=csv,noheader)"

[ -n "$natives" ] || natives=$(find "$imagej/lib/mumu" "$HOME/.imagej/lib/mumu" -maxdepth 2 -name 'onnxruntime-*' 2>/dev/null | head -1)
echo "== every library of $natives hidden once: its name must be in the next step or the failure"
for file in "$natives"/lib*.so*; do
  name=$(basename "$file")
  case $name in libonnxruntime.so* | libonnxruntime4j*) continue ;; esac
  mkdir "$work/hidden"
  for other in "$natives"/*; do ln -s "$other" "$work/hidden/"; done
  rm "$work/hidden/$name"
  (natives="$work/hidden"; run "$work/check.ijm") > "$work/hidden.txt" 2>&1 || true
  printf '%s: ' "$name"
  grep -E '^(auto|Next step): ' "$work/hidden.txt" | tr '\n' ' '
  echo
  rm -r "$work/hidden"
done
