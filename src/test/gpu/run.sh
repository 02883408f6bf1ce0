#!/bin/sh
# Everything that pack.sh has packed, on the machine with the GPU: check.sh, then SDXL's U-Net in half precision against torch.
# Usage: run.sh RESULTS [check|sdxl]       both parts without the second argument; each fits ten minutes; results are kept as text
# The model of the second part stays in the kit: a run that was cut short goes on with it. The exit status is 1 when anything FAILED.
# DEVICE=cpu rehearses it on a machine without a GPU (a small U-Net, because half precision is slow there).
set -eu
kit=$(cd "$(dirname "$0")/../../.." && pwd)
results=$1
part=${2:-all}
device=${DEVICE:-cuda:0}
export DEVICE="$device"
mkdir -p "$results"
export JAVA="$kit/java/bin/java"
if [ ! -x "$JAVA" ]; then JAVA=$(command -v java); fi
python=$kit/python
if [ ! -x "$python/bin/python" ]; then
  python3 -m venv --system-site-packages "$python"
  "$python/bin/pip" install -q --no-index --no-deps "$kit"/wheels/*.whl
fi
site=$("$python/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
for file in libonnxruntime.so.1.29.0 libonnxruntime_providers_shared.so libonnxruntime_providers_cuda.so; do
  ln -sf "$site/onnxruntime/capi/$file" "$kit/lib/"
done
ln -sf libonnxruntime.so.1.29.0 "$kit/lib/libonnxruntime.so"
ln -sf libonnxruntime.so.1.29.0 "$kit/lib/libonnxruntime.so.1"

# CUDA's libraries as torch brings them: folders nvidia/*/lib, or nvidia/cu13/lib for all of them
LD_LIBRARY_PATH=$("$python/bin/python" -c 'import glob, nvidia; print(":".join(d for p in nvidia.__path__ for d in glob.glob(p + "/*/lib")))' || true)
export LD_LIBRARY_PATH

status=0
keep() { # name of the result, command: what it prints, and that it failed, are kept (a pipe would hide the failure)
  name=$1
  shift
  "$@" > "$results/$name.txt" 2>&1 || { status=$?; echo "FAILED with $status" >> "$results/$name.txt"; }
  cat "$results/$name.txt"
}

if [ "$part" != sdxl ]; then
  export TESTS="$kit/tests"
  keep check sh "$kit/src/test/gpu/check.sh" "$kit/imagej" "$kit/lib"
fi
if [ "$part" != check ]; then
  sizes="--real --side 1024 --steps 20 --repeats 3"
  [ "$device" != cpu ] || sizes="--side 64 --steps 1 --repeats 1"
  results=$(cd "$results" && pwd)
  cd "$kit/src/test/python"
  # shellcheck disable=SC2086
  keep sdxl "$python/bin/python" -W ignore benchmark_sdxl.py "$kit/tests:$kit/imagej/ij.jar:$kit/imagej/plugins/*:$kit/imagej/jars/*" \
    "--java-options=-Donnxruntime.native.path=$kit/lib" --device "$device" --half --batch 1 --compiled --keep "$kit/sdxl" $sizes
fi
exit "$status"
