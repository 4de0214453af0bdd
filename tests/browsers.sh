#!/usr/bin/env bash
# `make browsers`: a Chromium for the tests of the desk, where PATH has none.
# First one that needs no root, out of an npm package (64 MB, x86-64), into .venv/browsers; where that
# does not run, Debian's, for which one must be root.
set -eu
folder=.venv/browsers
package=@sparticuz/chromium@147.0.0

for name in chromium chromium-browser google-chrome-stable google-chrome "$PWD/$folder/chromium"; do
  if command -v "$name" >/dev/null; then
    echo "The tests use $(command -v "$name")."
    exit 0
  fi
done

from_npm() {
  command -v npm >/dev/null && command -v node >/dev/null || return 1
  mkdir -p "$folder/unpacked"
  (cd "$folder" && npm pack --silent "$package" | tail -1 >packed) || return 1
  tar xzf "$folder/$(cat "$folder/packed")" -C "$folder/unpacked" || return 1
  local bin="$folder/unpacked/package/bin"
  unpack() { node -e 'process.stdin.pipe(require("zlib").createBrotliDecompress()).pipe(process.stdout)' <"$1"; }
  unpack "$bin/chromium.br" >"$folder/chrome-headless-shell" || return 1
  # The libraries that it needs, for machines that have none of them.
  unpack "$bin/al2023.tar.br" | tar xf - -C "$folder" || return 1
  rm -rf "$folder/unpacked" "$folder"/*.tgz "$folder/packed"
  chmod +x "$folder/chrome-headless-shell"
  cat >"$folder/starter" <<'EOF'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib" exec "$here/chrome-headless-shell" "$@"
EOF
  chmod +x "$folder/starter"
  "$folder/starter" --version --no-sandbox || return 1
  mv "$folder/starter" "$folder/chromium"
}

from_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium
}

from_npm || from_debian || {
  echo "No Chromium could be had. Install one, for instance: apt install chromium" >&2
  exit 1
}
