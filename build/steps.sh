# Shared by ./demo and ./test: one line for each step, with the time it took, and the whole output in a log.
# The caller sets $root.

logs=$root/artifacts/logs
mkdir -p "$logs"

# No build server outlives the script, nothing waits for a key.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 NUGET_XMLDOC_MODE=skip

find_dotnet() {
  local candidate
  if ! command -v dotnet >/dev/null; then
    for candidate in "${DOTNET_ROOT-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
      if [ -n "$candidate" ] && [ -x "$candidate/dotnet" ]; then
        PATH=$candidate:$PATH
        break
      fi
    done
  fi
  command -v dotnet >/dev/null || {
    echo "Got no 'dotnet' on the PATH, wanted the .NET 10 SDK. Install it from https://dot.net or your distribution." >&2
    exit 1
  }
  # The executables that the build makes look for the runtime here.
  DOTNET_ROOT=${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}
  export PATH DOTNET_ROOT
}

# step LABEL LOG COMMAND... : on failure shows the errors, or the end of the log, and stops.
step() {
  local label=$1 log=$logs/$2 start=$SECONDS status=0
  shift 2
  printf '%-44s' "$label"
  "$@" </dev/null >"$log" 2>&1 || status=$?
  if [ "$status" -eq 0 ]; then
    printf '%4d s\n' $((SECONDS - start))
    return
  fi
  printf '  failed after %d s\n' $((SECONDS - start))
  { grep -E '(error|fatal error)( [A-Z]+[0-9]+)?:' "$log" | sort -u | head -n 30 || true; } >&2
  tail -n 15 "$log" >&2
  echo "All of it: $log" >&2
  exit 1
}

# Asks the feed and installs natives; quiet when both were done before. --tests: and what only the tests need.
prepare() {
  find_dotnet
  if [ ! -e "$root/Sources.local.props" ]; then
    step 'Asking the package feed' probe-feed.log "$root/build/probe-feed"
    cat "$logs/probe-feed.log"
  fi
  if ! "$root/build/install-native" --check "$@" 2>/dev/null; then
    local start=$SECONDS
    echo 'Installing native libraries and data'
    "$root/build/install-native" "$@"
    printf '%-44s%4d s\n' '  installed' $((SECONDS - start))
  fi
}

# The folder under artifacts/ that the sources in use build to.
built() {
  local orleans torch
  orleans=$(sed -n 's|.*<OrleansSource[^>]*>\([a-z]*\)<.*|\1|p' "$root/Sources.local.props")
  torch=$(sed -n 's|.*<TorchSource[^>]*>\([a-z]*\)<.*|\1|p' "$root/Sources.local.props")
  echo "$root/artifacts/orleans-$orleans.torch-$torch/bin"
}
