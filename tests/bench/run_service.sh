#!/bin/bash
# The real service under the load driver: ./run_service.sh [users] [concurrency] [turns]
# Service on core 1, driver and its Bot API sink on core 0; everything on, SQLite with synchronous=FULL.
set -u
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd); python=${BENCH_PYTHON:-$root/.venv/bin/python}
users=${1:-900}; conc=${2:-64}; turns=${3:-20}; work=${BENCH_DIR:-$(mktemp -d)}; folder=$(mktemp -d "$work/service.XXXX")
port=$((18000 + RANDOM % 1000)); sink=$((19000 + RANDOM % 1000))
export GONGYI_DATABASE_URL="sqlite:///$folder/gongyi.db" GONGYI_KEY_FILE="$folder/keys.json" GONGYI_PORT=$port GONGYI_LOG_LEVEL=warning
export GONGYI_CHANNELS__TELEGRAM__TOKEN=1:T GONGYI_CHANNELS__TELEGRAM__SECRET=bench
export GONGYI_CHANNELS__TELEGRAM__API_BASE=http://127.0.0.1:$sink/bot GONGYI_CHANNELS__TELEGRAM__FILE_BASE=http://127.0.0.1:$sink/file/bot
[ -n "${REPLY_IN_WEBHOOK:-}" ] && export GONGYI_CHANNELS__TELEGRAM__REPLY_IN_WEBHOOK=$REPLY_IN_WEBHOOK
cd "$root"
PYTHONPATH=$root "$python" -c "from pathlib import Path; from bot.core.vault import Vault; Vault.create(Path('$folder/keys.json'))"
PYTHONPATH=$root "$python" -m bot migrate >/dev/null
PYTHONPATH=$root taskset -c 1 "$python" -m bot serve 2>"$folder/log" & pid=$!
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && break; sleep 0.1; done
echo -n "gongyi: "
taskset -c 0 "$python" "$here/driver.py" --webhook "http://127.0.0.1:$port/hooks/telegram" --secret bench --sink-port $sink \
  --users "$users" --turns "$turns" --until 已受理 --concurrency "$conc" ${SHOW:+--show $SHOW}
echo "cases: $(PYTHONPATH=$root "$python" -c "import sqlite3; print(sqlite3.connect('$folder/gongyi.db').execute('select count(*) from cases').fetchone()[0])")"
grep VmHWM "/proc/$pid/status"; awk '{print "cpu seconds:", ($14+$15)/100}' "/proc/$pid/stat"
kill $pid; wait $pid 2>/dev/null; tail -3 "$folder/log"; rm -rf "$folder"
