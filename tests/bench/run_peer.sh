#!/bin/bash
# Side by side: ./run.sh limit|ptb|aiogram [users] [concurrency]
# Starts the application on one core and the driver, with its Bot API sink, on the other; prints one JSON line and the peak memory.
# BENCH_DIR (default: a new temporary folder) holds databases; BENCH_PYTHON is a python with: python-telegram-bot aiogram fastapi
# starlette uvicorn[standard] sqlalchemy[asyncio] aiosqlite.
set -u
here=$(cd "$(dirname "$0")" && pwd); python=${BENCH_PYTHON:-python3}; work=${BENCH_DIR:-$(mktemp -d)}
app=$1; users=${2:-300}; conc=${3:-64}
rm -f "$work/$app".db* "$work/$app.pickle"
port=$((18000 + RANDOM % 1000)); sink=$((19000 + RANDOM % 1000))
export BOT_API=http://127.0.0.1:$sink/bot DB="$work/$app.db" DB_URL="sqlite+aiosqlite:///$work/$app.db" PICKLE="$work/$app.pickle"
cd "$here"
if [ "$app" = ptb ]; then  # it calls getMe when it starts: something must answer until the driver's sink takes the port
  $python - "$sink" <<'PY' &
import http.server, json, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        b = json.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}}).encode()
        self.send_response(200); self.send_header("content-length", str(len(b))); self.end_headers(); self.wfile.write(b)
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), H).serve_forever()
PY
  fake=$!; sleep 0.5
fi
taskset -c 1 $python -m uvicorn "${app}_app:app" --port $port --log-level warning >"$work/$app.log" 2>&1 & pid=$!
for i in $(seq 100); do (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
[ -n "${fake:-}" ] && { kill $fake; wait $fake 2>/dev/null; }
echo -n "$app: "
taskset -c 0 $python driver.py --webhook http://127.0.0.1:$port/telegram --sink-port $sink --users "$users" --turns 8 --until 已受理 --concurrency "$conc" ${SHOW:+--show $SHOW}
grep VmHWM /proc/$pid/status; awk '{print "cpu seconds:", ($14+$15)/100}' /proc/$pid/stat
kill $pid; wait $pid 2>/dev/null
