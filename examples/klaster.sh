#!/bin/sh
# A Redis Cluster on this machine, three masters and a replica of each, and antrean on it: to try what docs/infrastruktur.md
# says of many hospitals. In earnest each of the six has a machine of its own.
#
#   sh examples/klaster.sh           serves on http://127.0.0.1:8000 until Ctrl-C, which stops all of it
#   FOLDER=/var/tmp/klaster FIRST=7000 PORT=8000 ANTREAN=antrean: where, and what is started
#
# It needs redis-server and redis-cli, or valkey-server and valkey-cli. What was booked is there again after a start with
# the same FOLDER.
set -eu

FOLDER=${FOLDER:-$(mktemp -d)}
FIRST=${FIRST:-7000}
ANTREAN=${ANTREAN:-antrean}
SERVER=${SERVER:-$(command -v redis-server || command -v valkey-server)}
CLI=${CLI:-$(command -v redis-cli || command -v valkey-cli)}
PIDS=

stop() {
  trap - EXIT INT TERM
  # shellcheck disable=SC2086 # several
  [ -z "$PIDS" ] || kill $PIDS 2>/dev/null || true
  wait
}
trap stop EXIT
trap 'stop; exit 0' INT TERM

NODES=
for n in 0 1 2 3 4 5; do
  port=$((FIRST + n))
  mkdir -p "$FOLDER/$port"
  "$SERVER" --port "$port" --bind 127.0.0.1 --dir "$FOLDER/$port" --logfile "$FOLDER/$port/log" \
    --appendonly yes --appendfsync always --save '' --maxmemory-policy noeviction \
    --cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout 3000 \
    --cluster-require-full-coverage no &
  PIDS="$PIDS $!"
  NODES="$NODES 127.0.0.1:$port"
done
for node in $NODES; do
  until "$CLI" -p "${node#*:}" ping 2>/dev/null | grep -q PONG; do sleep 0.1; done
done
if ! "$CLI" -p "$FIRST" cluster info | grep -q cluster_slots_assigned:16384; then
  # shellcheck disable=SC2086 # several
  "$CLI" --cluster create $NODES --cluster-replicas 1 --cluster-yes
fi
for node in $NODES; do
  until "$CLI" -p "${node#*:}" cluster info | grep -q cluster_state:ok; do sleep 0.1; done
done
# A master waits for its replica with every answer; one that does not come in half a minute, `antrean periksa` names.
for node in $NODES; do
  for _ in $(seq 300); do
    ! "$CLI" -p "${node#*:}" info replication | grep -Eq 'connected_slaves:[1-9]|master_link_status:up' || break
    sleep 0.1
  done
done

REDIS_URL=redis+cluster://$(echo "$NODES" | tr -s ' ' ',' | sed 's/^,//')
# A secret of this folder, so that tokens are good after another start too.
[ -s "$FOLDER/secret" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$FOLDER/secret")
ANTREAN_SECRET_KEY=$(cat "$FOLDER/secret")
export REDIS_URL ANTREAN_SECRET_KEY ANTREAN_WAIT_REPLICAS=1 ANTREAN_FORM_DAYS=0
cat <<WORDS

The cluster is there, its files in $FOLDER. Commands are given it by
  export REDIS_URL=$REDIS_URL ANTREAN_SECRET_KEY=\$(cat $FOLDER/secret)
for example: $ANTREAN periksa; $ANTREAN rs tambah --help

WORDS
$ANTREAN serve --port "${PORT:-8000}" &
SERVE=$!
PIDS="$SERVE$PIDS"
wait "$SERVE"
