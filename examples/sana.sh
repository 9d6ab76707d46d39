# What khanza.sh and mlite.sh share; they read it. SISTEM, BASISDATA and their server's SQL_MODE are set, and the folder is
# that of the clone.
# shellcheck shell=sh

FOLDER=${FOLDER:-$(mktemp -d)}
ANTREAN=${ANTREAN:-.venv/bin/antrean}
PYTHON=${PYTHON:-.venv/bin/python}
PORT=${PORT:-8000}
PORT_BPJS=${PORT_BPJS:-$((PORT + 1))}
URL=http://127.0.0.1:$PORT
KODE_RS=1311R002
PIDS=
[ -x "$ANTREAN" ] || make .venv/ready
PATH=$PATH:/usr/sbin
# The hospital's date, also where no time zones are installed; a day that is about to end is waited out.
export TZ=WIB-7
while [ "$(date +%H%M)" -ge 2357 ]; do sleep 1; done
TANGGAL=$(date +%Y-%m-%d)

stop() {
  trap - EXIT INT TERM
  # shellcheck disable=SC2086 # several
  [ -z "$PIDS" ] || kill $PIDS 2>/dev/null || true
  wait
}
trap stop EXIT
trap 'stop; exit 1' INT TERM

say() { printf '\n# %s\n' "$*"; }
sql() { mariadb --no-defaults -S "$FOLDER/m.sock" -u root -D "$BASISDATA" "$@"; }
sana() { sql --table -e "$1"; }                       # shows rows
isi() { sql -e "SET sql_mode=''; $1"; }               # writes them, as a screen of theirs does
satu() { sql --batch --skip-column-names -e "$1"; }   # one value
simrs() { # method path [body]
  curl -sS -X "$1" "$URL/simrs/v1$2" -H "Authorization: Bearer $KUNCI" ${3:+-d "$3"}
}
jkn() { curl -sS "$URL$1" -H "x-token: $TOKEN" -H "x-username: bpjs" -d "$2"; }
field() { # name: takes that field from the answer; stops with the answer where it has none
  answer=$(cat)
  value=$(printf '%s\n' "$answer" | sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p')
  [ -n "$value" ] || { printf 'Stopped, refused: %s\n' "$answer" >&2; return 1; }
  printf '%s\n' "$value"
}
punya_task() { simrs GET "/antrean/$DUA" | grep "\"$1\":"; } # the walk-in has it
bpjs_tahu() { simrs GET "/kiriman?tanggal=$TANGGAL" | grep -v '"menunggu"'; }
tunggu() { # what command…: until the command prints something
  apa=$1 n=0
  shift
  until [ -n "$("$@" 2>/dev/null)" ]; do
    n=$((n + 1))
    [ $n -lt 900 ] || { echo "Stopped: $apa did not come in three minutes; the logs are in $FOLDER." >&2; return 1; }
    for pid in $PIDS; do
      kill -0 "$pid" 2>/dev/null || { echo "Stopped: what was started has ended by itself; the logs are in $FOLDER." >&2; return 1; }
    done
    sleep 0.2
  done
}

say "A MariaDB of our own, with a sample hospital in the form of $SISTEM"
mkdir -p "$FOLDER"
AKAR=$([ "$(id -u)" != 0 ] || echo --user=root)
# shellcheck disable=SC2086 # nothing, or one word
mariadb-install-db --no-defaults $AKAR --datadir="$FOLDER/mariadb" --auth-root-authentication-method=normal \
  --skip-test-db >"$FOLDER/install.log" 2>&1
# shellcheck disable=SC2086 # nothing, or one word
mariadbd --no-defaults $AKAR --datadir="$FOLDER/mariadb" --socket="$FOLDER/m.sock" --skip-networking --skip-log-bin \
  --default-time-zone=+07:00 --innodb-buffer-pool-size=64M --sql-mode="$SQL_MODE" >"$FOLDER/mariadbd.log" 2>&1 &
PIDS="$! $PIDS"
tunggu "MariaDB" mariadb --no-defaults -S "$FOLDER/m.sock" -u root -e 'SELECT 1'
"$PYTHON" -m tests.konektor "$SISTEM" "$BASISDATA" | mariadb --no-defaults -S "$FOLDER/m.sock" -u root
# The account of the guide.
sed -n '/^CREATE USER/,/^```$/p' "docs/$SISTEM.md" | sed '/^```$/d; s/10\.0\.0\.5/localhost/; s/make one up/sandi-contoh/' |
  mariadb --no-defaults -S "$FOLDER/m.sock" -u root
satu 'SELECT CONCAT(COUNT(*), " patients, ", (SELECT COUNT(*) FROM jadwal), " rows of schedule") FROM pasien'

say "antrean with an empty hospital, which tells a simulated BPJS what is done"
export ANTREAN_DATA_DIR="$FOLDER/data"
unset REDIS_URL
echo contoh-rahasia | "$ANTREAN" rs tambah "$KODE_RS" --nama 'RS Contoh' --zona Asia/Jakarta --username bpjs --stdin
"$ANTREAN" bpjs simulasi --port "$PORT_BPJS" --anggap-mobile >"$FOLDER/simulasi.log" 2>&1 &
PIDS="$! $PIDS"
printf '{"base": "http://127.0.0.1:%s/antreanrs", "cons_id": "12345", "secret": "contoh-rahasia", "user_key": "contoh-kunci"}' \
  "$PORT_BPJS" | "$ANTREAN" bpjs atur --stdin

say "The connector: set up, looked at, schedule and patients brought over"
printf '{"sistem": "%s", "socket": "%s", "basisdata": "%s", "pengguna": "antrean", "sandi": "sandi-contoh"}' \
  "$SISTEM" "$FOLDER/m.sock" "$BASISDATA" | "$ANTREAN" konektor atur --stdin
"$ANTREAN" konektor periksa
"$ANTREAN" konektor impor --coba
"$ANTREAN" konektor impor

say "It serves, and the connector runs beside it"
KUNCI=$("$ANTREAN" rs kunci "$KODE_RS" --nama contoh)
"$ANTREAN" serve --port "$PORT" >"$FOLDER/serve.log" 2>&1 &
PIDS="$! $PIDS"
tunggu "the service" curl -sf "$URL/readyz"
TOKEN=$(curl -sS "$URL/token" -H "x-username: bpjs" -H "x-password: contoh-rahasia" | field token)
SESI="\"kodepoli\": \"ANA\", \"kodedokter\": 12345, \"tanggalperiksa\": \"$TANGGAL\", \"jampraktek\": \"00:00-23:59\""
