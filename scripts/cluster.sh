#!/usr/bin/env bash
# scripts/cluster.sh JAVA JAR PORT [arguments]   the showcase on two nodes, until it is interrupted: ./run cluster calls this.
# Redis, the database, the nodes (which get the arguments) and nginx in front of them listen on this machine only, but for nginx.
# A node that ends is started again; if anything else ends, all of it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/install-packages.sh
# Each process is in a group of its own, so that an interrupt at the keyboard reaches this script only, which ends them in order.
set -m

JAVA="$1"
JAR="$2"
PORT="$3"
shift 3
PATH="$PATH:/usr/sbin"
PATIENCE_SECONDS=120

declare -A PIDS PORTS

require_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v nginx >/dev/null || missing+=(nginx)
  install_packages "${missing[@]}"
}

is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && is_taken "$port"; do :; done
  echo "$port"
}

# start NAME COMMAND...   what it says goes to a file of its name.
start() {
  local name="$1"
  shift
  "$@" >>"$FOLDER/$name.log" 2>&1 &
  PIDS[$name]=$!
}

# wait_for NAME PATTERN   waits until what the process says matches, and gives what the pattern has in parentheses.
wait_for() {
  local name="$1" pattern="$2" deadline=$((SECONDS + PATIENCE_SECONDS)) found
  while found="$(sed -nE "s!.*$pattern.*!\\1!p" "$FOLDER/$name.log" | tail -n 1)" && [ -z "$found" ]; do
    if ! kill -0 "${PIDS[$name]}" 2>/dev/null || [ "$SECONDS" -gt "$deadline" ]; then
      echo "$name did not start. It said:" >&2
      cat "$FOLDER/$name.log" >&2
      exit 1
    fi
    sleep 0.1
  done
  echo "$found"
}

start_redis() {
  PORTS[redis]="$(free_port)"
  mkdir -m 700 "$FOLDER/redis"
  start redis redis-server --bind 127.0.0.1 --port "${PORTS[redis]}" --dir "$FOLDER/redis" --appendonly yes --save ""
  wait_for redis '(Ready to accept connections)' >/dev/null
}

# H2's programs are in the showcase's jar.
h2() {
  H2=("$JAVA" -Xmx256m -Dh2.bindAddress=127.0.0.1 -Dloader.main="org.h2.tools.$1" -cp "$JAR"
    org.springframework.boot.loader.launch.PropertiesLauncher)
}

# Its password keeps others who use this machine out.
start_database() {
  mkdir -m 700 "$FOLDER/database"
  DATABASE_USER=showcase
  DATABASE_PASSWORD="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
  h2 Shell
  "${H2[@]}" -url "jdbc:h2:$FOLDER/database/showcase" -user "$DATABASE_USER" -password "$DATABASE_PASSWORD" \
    -sql "select 1" >"$FOLDER/database.log" 2>&1
  h2 Server
  start database "${H2[@]}" -tcp -tcpPort 0 -baseDir "$FOLDER/database"
  PORTS[database]="$(wait_for database 'TCP server running at tcp://[^ ]*:([0-9]+)')"
  DATABASE_URL="jdbc:h2:tcp://127.0.0.1:${PORTS[database]}/./showcase;LOCK_TIMEOUT=10000"
  REDIS_URL="redis://127.0.0.1:${PORTS[redis]}"
  export DATABASE_URL DATABASE_USER DATABASE_PASSWORD REDIS_URL
}

# start_node NAME PORT [arguments]
start_node() {
  local name="$1" port="$2"
  shift 2
  start "$name" "$JAVA" -jar "$JAR" --spring.profiles.active=cluster --server.address=127.0.0.1 --server.port="$port" "$@"
}

wait_for_node() {
  PORTS[$1]="$(wait_for "$1" 'Freshet showcase ready: http://localhost:([0-9]+)')"
  echo "$1: http://localhost:${PORTS[$1]} (process ${PIDS[$1]})"
}

# With deploy/nginx.conf: only its ports and paths are others, and it has two nodes to choose from, for each request anew.
start_nginx() {
  sed -e "s|server localhost:8080;|zone freshet 64k; server 127.0.0.1:${PORTS[node-1]} max_fails=0; server 127.0.0.1:${PORTS[node-2]} max_fails=0;|" \
    -e "s|listen 8081;|listen $PORT;|" \
    -e '/# HTTP\/2 with TLS/,/^    }$/d' \
    -e "s|/tmp/freshet-nginx|$FOLDER/nginx|" \
    deploy/nginx.conf >"$FOLDER/nginx.conf"
  start nginx nginx -c "$FOLDER/nginx.conf" -e "$FOLDER/nginx.log" -g 'daemon off;'
  until is_taken "$PORT"; do
    if ! kill -0 "${PIDS[nginx]}" 2>/dev/null; then
      wait_for nginx '(no line of nginx is like this)'
    fi
    sleep 0.1
  done
}

end() {
  local name pids=()
  for name in "$@"; do
    if [ -n "${PIDS[$name]:-}" ] && kill "${PIDS[$name]}" 2>/dev/null; then
      pids+=("${PIDS[$name]}")
    fi
  done
  [ "${#pids[@]}" -eq 0 ] || wait "${pids[@]}" 2>/dev/null || true
}

# The nodes first: they send their streams away.
end_all() {
  trap '' INT TERM
  end node-1 node-2
  end nginx database redis
  rm -rf "$FOLDER"
}

require_packages
if [ "$PORT" -eq 0 ]; then
  PORT="$(free_port)"
elif is_taken "$PORT"; then
  echo "PORT is $PORT, where something listens already: choose another (PORT=9000 ./run cluster)." >&2
  exit 1
fi

FOLDER="$(mktemp -d "${TMPDIR:-/tmp}/freshet-cluster.XXXXXX")"
# Root's nginx gives up root's rights, and must still find what is in here.
chmod 755 "$FOLDER"
trap end_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Starting a Redis, a database, two nodes and nginx ..."
start_redis
start_database
start_node node-1 0 "$@"
start_node node-2 0 "$@"
wait_for_node node-1
wait_for_node node-2
start_nginx
echo "What they say goes to $FOLDER."
echo "Freshet showcase ready: http://localhost:$PORT"

while :; do
  wait -n || true
  for name in "${!PIDS[@]}"; do
    if ! kill -0 "${PIDS[$name]}" 2>/dev/null; then
      echo "$name has ended. The last it said:"
      tail -n 5 "$FOLDER/$name.log"
      [[ "$name" == node-* ]] || exit 1
      echo "Starting $name again ..."
      start_node "$name" "${PORTS[$name]}" "$@"
    fi
  done
done
