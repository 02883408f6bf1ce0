#!/bin/sh
# Packs what check.sh and the comparison with torch need on a GPU machine without network, in parts that can be copied one by one.
# Usage: pack.sh OUT [MEGABYTES]         after mvn package; needs pip
#   OUT        gets kit.tar.00, kit.tar.01, … of at most MEGABYTES (default 55) and SHA256SUMS
# There, once all parts lie in one folder:  cat kit.tar.* | tar -x  &&  sh kit/src/test/gpu/run.sh RESULTS
# PYTHON_THERE names that machine's Python (default 312); CUDA 13 and cuDNN 9 are taken from the pip packages that torch brings.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$1
size=${2:-55}
python=${PYTHON_THERE:-312}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kit=$work/kit
mkdir -p "$kit/wheels" "$kit/tests" "$kit/lib"

jlink --add-modules java.base,java.desktop,java.logging,java.management,java.net.http,jdk.management,jdk.unsupported,java.xml,java.naming,jdk.zipfs \
  --strip-debug --no-man-pages --no-header-files --compress=2 --output "$kit/java"
cp -R "$root/target/imagej" "$kit/imagej"
cp -R "$root/target/test-classes/mumu" "$kit/tests/"
mkdir -p "$kit/src/main" "$kit/src/test"
cp -R "$root/src/test/gpu" "$root/src/test/python" "$kit/src/test/"
cp -R "$root/src/main/python" "$kit/src/main/"
find "$kit" -name __pycache__ -prune -exec rm -r {} +
wheels() { pip download -q -d "$kit/wheels" --only-binary=:all: --python-version "$python" --platform manylinux_2_28_x86_64 \
  --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 "$@"; }
wheels onnxruntime-gpu==1.29.0 diffusers==0.42.1 transformers==5.24.0 onnx==1.23.2 ftfy
wheels --no-deps accelerate==1.15.0 open_clip_torch # NB: with what they need they would bring torch, which is there
jar=$(find "$kit/imagej" -name 'onnxruntime-1.*.jar' | head -1)
(cd "$work" && jar xf "$jar" ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so)
cp "$work/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so" "$kit/lib/"

tar -C "$work" -cf - kit | split -b "${size}m" -d - "$out/kit.tar."
(cd "$out" && sha256sum kit.tar.* > SHA256SUMS)
ls -l "$out"
