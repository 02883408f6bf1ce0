#!/bin/sh
# Packs what check.sh and the comparison with torch need on a GPU machine without network, in parts that can be copied one by one.
# Usage: pack.sh OUT [MEGABYTES]         after mvn package; needs pip
#   OUT        gets kit.tar.gz.00, kit.tar.gz.01, … of at most MEGABYTES (default 25) and SHA256SUMS
# There, once all parts lie in one folder:  cat kit.tar.gz.* | tar -xz  &&  sh kit/src/test/gpu/run.sh RESULTS
# Nothing is installed there, and nothing here is made for one Python alone: check.sh needs none, the comparison takes what
# is there, 3.11 or newer, with torch and the packages that are compiled for every Python anew (run.sh names them).
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$1
size=${2:-25}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kit=$work/kit
mkdir -p "$kit/tests" "$kit/lib" "$kit/src/main" "$kit/src/test"

jlink --add-modules java.base,java.desktop,java.logging,java.management,java.net.http,jdk.management,jdk.unsupported,java.xml,java.naming,jdk.zipfs \
  --strip-debug --no-man-pages --no-header-files --output "$kit/java"
cp -R "$root/target/imagej" "$kit/imagej"
cp -R "$root/target/test-classes/mumu" "$kit/tests/"
cp -R "$root/src/test/gpu" "$root/src/test/python" "$kit/src/test/"
cp -R "$root/src/main/python" "$kit/src/main/"
find "$kit" -name __pycache__ -prune -exec rm -r {} +

linux="--only-binary=:all: --no-deps --implementation cp --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64"
# The libraries of ONNX Runtime for CUDA 13 are the same in the wheels of every Python.
# shellcheck disable=SC2086
pip download -q -d "$work" $linux --python-version 312 onnxruntime-gpu==1.29.0
(cd "$work" && jar xf onnxruntime_gpu-*.whl onnxruntime/capi)
for name in libonnxruntime.so.1.29.0 libonnxruntime_providers_shared.so libonnxruntime_providers_cuda.so; do
  mv "$work/onnxruntime/capi/$name" "$kit/lib/"
done
ln -s libonnxruntime.so.1.29.0 "$kit/lib/libonnxruntime.so"
ln -s libonnxruntime.so.1.29.0 "$kit/lib/libonnxruntime.so.1"
jar=$(find "$kit/imagej" -name 'onnxruntime-1.*.jar')
(cd "$work" && jar xf "$jar" && mv ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so "$kit/lib/" && rm -r ai/onnxruntime/native &&
  jar cfm "$jar" META-INF/MANIFEST.MF META-INF/maven ai) # NB: the jar's own libraries, for every platform, would be half of the kit

# Only wheels for every Python from 3.11 on: with ABI none or abi3.
# shellcheck disable=SC2086
pip install -q --no-compile --target "$kit/python" $linux --python-version 311 --abi none --abi abi3 \
  diffusers==0.42.1 transformers==5.24.0 accelerate==1.15.0 open_clip_torch==3.3.0 tokenizers==0.23.3 safetensors==0.8.0 \
  huggingface_hub==2.4.0 hf_xet==1.8.0 httpx2==2.16.2 httpcore2==2.16.2 truststore==0.10.5 h11==0.16.0 anyio==4.16.0 idna==3.20 \
  click==8.5.1 importlib_metadata==10.2.0 zipp==4.1.2 filelock==4.3.1 fsspec==2026.9.0 tqdm==4.70.1 psutil==7.2.2 packaging==26.4

tar -C "$work" -czf - kit | split -b "${size}m" -d - "$out/kit.tar.gz."
(cd "$out" && sha256sum kit.tar.gz.* > SHA256SUMS)
ls -l "$out"
