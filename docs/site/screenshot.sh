#!/usr/bin/env bash
# Makes docs/images/demo-page.png: starts the demo, takes a picture of its page, and ends it. With a URL as argument it takes
# that page and starts nothing. Needs Chromium, or CHROMIUM as the name of a browser that has its options.
set -euo pipefail
cd "$(dirname "$0")/../.."

browser="${CHROMIUM:-chromium}"
command -v "$browser" >/dev/null || { echo "screenshot.sh: no $browser; set CHROMIUM" >&2; exit 1; }

url="${1:-}"
if [ -z "$url" ]; then
  printed="$(mktemp)"
  mvn -f demo -Ddemo.seconds=60 > "$printed" &
  demo=$!
  trap 'kill "$demo" 2>/dev/null || true; rm -f "$printed"' EXIT
  until url="$(grep -o 'LaunchDarkly, live *http://[^ ]*' "$printed" | grep -o 'http.*')"; do
    kill -0 "$demo" 2>/dev/null || { cat "$printed" >&2; exit 1; }
    sleep 1
  done
fi

"$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
  --timeout=4000 --window-size=1100,820 --screenshot="$PWD/docs/images/demo-page.png" "$url"
