#!/bin/bash
# Answers beside a notice to many: ./run_broadcast.sh [users] [concurrency] [recipients] [rounds]
# Each round plays the journey twice, once with the broadcast paused and once with it under way, against one running service;
# prints the driver's line for each and how far the broadcast has come. REPLY_IN_WEBHOOK=false sends every answer by itself;
# then let users think (THINK=1.1): more than one message a second to one chat waits for that chat's own pace.
set -u
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd); python=${BENCH_PYTHON:-$root/.venv/bin/python}
users=${1:-100}; conc=${2:-8}; recipients=${3:-20000}; rounds=${4:-3}
work=${BENCH_DIR:-$(mktemp -d)}; folder=$(mktemp -d "$work/service.XXXX")
port=$((18000 + RANDOM % 1000)); sink=$((19000 + RANDOM % 1000))
export GONGYI_DATABASE_URL="sqlite:///$folder/gongyi.db" GONGYI_KEY_FILE="$folder/keys.json" GONGYI_PORT=$port GONGYI_LOG_LEVEL=warning
export GONGYI_CHANNELS__TELEGRAM__TOKEN=1:T GONGYI_CHANNELS__TELEGRAM__SECRET=bench PYTHONPATH=$root
export GONGYI_CHANNELS__TELEGRAM__API_BASE=http://127.0.0.1:$sink/bot GONGYI_CHANNELS__TELEGRAM__FILE_BASE=http://127.0.0.1:$sink/file/bot
[ -n "${REPLY_IN_WEBHOOK:-}" ] && export GONGYI_CHANNELS__TELEGRAM__REPLY_IN_WEBHOOK=$REPLY_IN_WEBHOOK
cd "$root"
"$python" -c "from pathlib import Path; from bot.core.vault import Vault; Vault.create(Path('$folder/keys.json'))"
"$python" -m bot migrate >/dev/null
"$python" "$here/broadcast_load.py" fill "$recipients"
taskset -c 1 "$python" -m bot serve 2>"$folder/log" & pid=$!
for _ in $(seq 300); do curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && break; sleep 0.1; done
base=10000
play() {
  echo -n "$1: "
  taskset -c 0 "$python" "$here/driver.py" --webhook "http://127.0.0.1:$port/hooks/telegram" --secret bench --sink-port $sink \
    --users "$users" --turns 20 --until 受理 --concurrency "$conc" --base-id $base --think "${THINK:-0}"
  base=$((base + users))
}
play "warm-up"
"$python" "$here/broadcast_load.py" start; sleep 2
for _ in $(seq "$rounds"); do
  "$python" "$here/broadcast_load.py" pause >/dev/null; sleep 1
  play "idle"
  "$python" "$here/broadcast_load.py" resume >/dev/null &  # the driver is the platform, too: nothing can be sent before it runs
  play "broadcast"; wait $!
  "$python" "$here/broadcast_load.py" show
done
kill $pid; wait $pid 2>/dev/null; tail -3 "$folder/log"; rm -rf "$folder"
