#!/bin/sh
# Everything that pack.sh has packed, on the machine with the GPU: check.sh, then SDXL's U-Net in half precision against torch.
# Usage: run.sh RESULTS [check|sdxl]       both parts without the second argument; each fits ten minutes; results are kept as text
# The model of the second part stays in the kit: a run that was cut short goes on with it. The exit status is 1 when anything FAILED.
# DEVICE=cpu rehearses it on a machine without a GPU (a small U-Net, because half precision is slow there).
# PYTHON       (a variable) python3: brings CUDA 13 and cuDNN 9 with torch, and for the second part, 3.11 or newer, also
#              numpy, pillow, onnx, onnxruntime, regex, PyYAML and requests
set -eu
kit=$(cd "$(dirname "$0")/../../.." && pwd)
results=$1
part=${2:-all}
device=${DEVICE:-cuda:0}
python=${PYTHON:-python3}
export DEVICE="$device"
mkdir -p "$results"
export JAVA="$kit/java/bin/java"
if [ ! -x "$JAVA" ]; then JAVA=$(command -v java); fi
export PYTHONPATH="$kit/python" # NB: first what is packed, then what that Python has

# CUDA's libraries as torch brings them: folders nvidia/*/lib, or nvidia/cu13/lib for all of them
LD_LIBRARY_PATH=$("$python" -c 'import glob, nvidia; print(":".join(d for p in nvidia.__path__ for d in glob.glob(p + "/*/lib")))' || true)
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
  keep sdxl "$python" -W ignore benchmark_sdxl.py "$kit/tests:$kit/imagej/ij.jar:$kit/imagej/plugins/*:$kit/imagej/jars/*" \
    "--java-options=-Donnxruntime.native.path=$kit/lib" --device "$device" --half --batch 1 --compiled --keep "$kit/sdxl" $sizes
fi
exit "$status"
