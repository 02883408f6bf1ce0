# shellcheck shell=sh
# What check.sh is made of and a test of the build tries: it has to fail where it should. Needs $work, a folder, and $failures, a file.

PIXEL_LIMIT=8 # of 255: what rounding on another device may do to a picture of the embedded model

failed() { # sentence
  echo "FAILED: $1"
  echo "$1" >> "$failures"
}

summary() { # repeats what failed; the status says whether anything did
  [ -s "$failures" ] || { echo "PASSED"; return 0; }
  sed 's/^/FAILED: /' "$failures"
  return 1
}

sampler=
start_sampling() { # file; where there is no nvidia-smi nothing is written
  : > "$1"
  if command -v nvidia-smi > /dev/null; then
    while :; do
      nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i 0
      sleep 0.1
    done >> "$1" 2> /dev/null &
    sampler=$!
  fi
}

stop_sampling() {
  [ -z "$sampler" ] || kill "$sampler" 2> /dev/null || true
  sampler=
}

peak() { # file of samples
  sort -n "$1" | awk '{ last = $1; if (NR == 1) first = $1 } END { if (NR) printf "%d MB at its peak, %d MB at its least, %d samples\n", last, first, NR; else print "no nvidia-smi here" }'
}

hide_each() { # folder, function that prints the preflight report for a folder
  count=0
  for file in "$1"/lib*.so*; do
    name=$(basename "$file")
    case $name in libonnxruntime.so* | libonnxruntime4j* | 'lib*.so*') continue ;; esac
    count=$((count + 1))
    mkdir "$work/hidden"
    for other in "$1"/*; do ln -s "$other" "$work/hidden/"; done
    rm -f "$work/hidden/$name" "$work/hidden/libonnxruntime.so"*
    cp "$1"/libonnxruntime.so* "$work/hidden/" # NB: it looks for the providers where it really lies
    "$2" "$work/hidden" > "$work/hidden.txt" 2>&1 || true
    rm -r "$work/hidden"
    echo "$name: $(grep -E '^(cuda:0|Next step): ' "$work/hidden.txt" | tr '\n' ' ')"
    told "$name" "$work/hidden.txt" || failed "$name was hidden, and the preflight does not say that it is missing"
  done
  [ "$count" -gt 0 ] || failed "there is no library to hide in $1"
}

# NB: what a line with "found" names is not missing; a report without the provider only says that this is ONNX Runtime for the CPU.
told() { # library, report
  grep -E ': (missing|wrong version) |^(cuda:0|auto|Next step): ' "$2" | grep -qF "${1%%.so*}.so" ||
    { [ "${1%%.so*}" = libonnxruntime_providers_cuda ] && grep -q '^CUDA provider: none' "$2"; }
}
