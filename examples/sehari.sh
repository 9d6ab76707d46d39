#!/bin/sh
# A hospital's day with curl alone, against `make run`: schedule, bookings from Mobile JKN and a kiosk, check-ins,
# calls, a patient who is late, a cancellation, the pharmacy, and the feed that a SIMRS copies from.
#
#   antrean rs kunci 1311R002 --nama sehari      prints a key
#   KUNCI=… sh examples/sehari.sh
#
# It needs nothing but curl and a POSIX shell. A day is played once: its patients then have their numbers.
set -eu

URL=${URL:-http://127.0.0.1:8000}
USERNAME=${USERNAME_BPJS:-bpjs}
PASSWORD=${PASSWORD_BPJS:-contoh-rahasia}
: "${KUNCI:?make one with: antrean rs kunci 1311R002 --nama sehari}"
# The hospital's date, also where no time zones are installed; a day that is about to end is waited out.
export TZ=WIB-7
while [ "$(date +%H%M)" = 2359 ]; do sleep 1; done
TANGGAL=$(date +%Y-%m-%d)
SESI="\"kodepoli\": \"UMU\", \"kodedokter\": 77777, \"tanggalperiksa\": \"$TANGGAL\", \"jampraktek\": \"00:00-24:00\""

say() { printf '\n# %s\n' "$*"; }
jkn() { curl -sS "$URL$1" -H "x-token: $TOKEN" -H "x-username: $USERNAME" -d "$2"; }
simrs() { # method path [body]
  curl -sS -X "$1" "$URL/simrs/v1$2" -H "Authorization: Bearer $KUNCI" ${3:+-d "$3"}
}
field() { # name: takes that field from the answer; stops with the answer where it has none
  answer=$(cat)
  value=$(printf '%s\n' "$answer" | sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p')
  if [ -n "$value" ]; then
    printf '%s\n' "$value"
    return
  fi
  printf 'Stopped, refused: %s\n' "$answer" >&2
  case $answer in *"1 Kali Pada Tanggal Yang Sama"*)
    printf 'Today has been played already: try again tomorrow, or on an empty ANTREAN_DATA_DIR.\n' >&2 ;;
  esac
  return 1
}
now() { sleep 1; echo "$(date +%s)000"; }

AWAL=$(simrs GET /peristiwa | field lanjut) # where the feed stands before the day

say "SIMRS sends today's session of a doctor, and two patients"
simrs PUT /jadwal "{\"jadwal\": [{\"kodepoli\": \"UMU\", \"namapoli\": \"Umum\", \"kodedokter\": 77777,
  \"namadokter\": \"dr. Ratna\", \"hari\": \"$TANGGAL\", \"jampraktek\": \"00:00-24:00\", \"kuotajkn\": 20, \"kuotanonjkn\": 10}]}"
simrs PUT /pasien '{"pasien": [
  {"norm": "700001", "nik": "3273010101700001", "nomorkartu": "0001777000001", "nama": "Yusuf Rahman"},
  {"norm": "700002", "nik": "3273010101700002", "nomorkartu": "", "nama": "Lina Marlina"}]}'

say "Mobile JKN logs in, looks at the session and takes two numbers"
TOKEN=$(curl -sS "$URL/token" -H "x-username: $USERNAME" -H "x-password: $PASSWORD" | field token)
jkn /antrean/status "{$SESI}"
YUSUF=$(jkn /antrean/ambil "{$SESI, \"nomorkartu\": \"0001777000001\", \"nik\": \"3273010101700001\",
  \"jeniskunjungan\": 1, \"nomorreferensi\": \"RUJUKAN-$TANGGAL-1\"}" | field kodebooking)
AHMAD=$(jkn /antrean/ambil "{$SESI, \"nomorkartu\": \"00012345678\", \"nik\": \"3212345678987654\",
  \"jeniskunjungan\": 1, \"nomorreferensi\": \"RUJUKAN-$TANGGAL-2\"}" | field kodebooking)
echo "$YUSUF $AHMAD"

say "A kiosk takes one for a patient without BPJS; a repeat under the same key gets the same number"
LINA=$(curl -sS "$URL/simrs/v1/antrean" -H "Authorization: Bearer $KUNCI" -H "Idempotency-Key: kiosk-1-$TANGGAL" \
  -d "{$SESI, \"nik\": \"3273010101700002\", \"jeniskunjungan\": 1, \"sumber\": \"kiosk\"}" | field kodebooking)
curl -sS "$URL/simrs/v1/antrean" -H "Authorization: Bearer $KUNCI" -H "Idempotency-Key: kiosk-1-$TANGGAL" \
  -d "{$SESI, \"nik\": \"3273010101700002\", \"jeniskunjungan\": 1, \"sumber\": \"kiosk\"}"

say "Two patients check in; the third asks how long it takes"
jkn /antrean/checkin "{\"kodebooking\": \"$YUSUF\", \"waktu\": $(now)}"
jkn /antrean/checkin "{\"kodebooking\": \"$LINA\", \"waktu\": $(now)}"
jkn /antrean/sisa "{\"kodebooking\": \"$AHMAD\"}"

say "The doctor's assistant calls; the first does not come and waits behind one more; the next is called"
DIPANGGIL=$(simrs POST /panggil "{$SESI}" | field kodebooking)
simrs POST "/antrean/$DIPANGGIL/lewati" '{"lewat": 1}'
DILAYANI=$(simrs POST /panggil "{$SESI}" | field kodebooking)
echo "$DIPANGGIL is called and skipped, then $DILAYANI is called"
simrs GET "/antrean?tanggal=$TANGGAL&kodepoli=UMU&status=dilayani"

say "Served, with a prescription; the pharmacy gives a number and calls it"
simrs POST "/antrean/$DILAYANI/task" "{\"taskid\": 5, \"waktu\": $(now)}"
simrs PUT "/resep/$DILAYANI" '{"jenisresep": "Non Racikan"}'
jkn /farmasi/ambil "{\"kodebooking\": \"$DILAYANI\"}"
jkn /farmasi/status "{\"kodebooking\": \"$DILAYANI\"}"
simrs POST /farmasi/panggil '{"jenisresep": "Non Racikan"}'

say "The third patient cancels; the place is free again"
jkn /antrean/batal "{\"kodebooking\": \"$AHMAD\", \"keterangan\": \"Berhalangan hadir\"}"
jkn /antrean/status "{$SESI}"

say "A surgery is planned, and Mobile JKN asks for it"
simrs PUT /operasi "{\"operasi\": [{\"kodebooking\": \"OK-$TANGGAL-1\", \"tanggaloperasi\": \"$TANGGAL\",
  \"jenistindakan\": \"Apendektomi\", \"kodepoli\": \"BED\", \"namapoli\": \"Bedah\", \"terlaksana\": 0, \"nopeserta\": \"0001777000001\"}]}"
jkn /operasi/rs "{\"tanggalawal\": \"$TANGGAL\", \"tanggalakhir\": \"$TANGGAL\"}"
jkn /operasi/pasien '{"nopeserta": "0001777000001"}'

say "One booking with its history, and the feed from which a SIMRS copies everything"
simrs GET "/antrean/$DILAYANI"
simrs GET "/peristiwa?sejak=$AWAL"
