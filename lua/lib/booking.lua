-- A booking is one packed value: a third of the memory of a hash of its own, and still readable in redis-cli.
-- New fields go to the end: an older value has them empty, and empty ones at the end are not stored.
-- `status` is aktif or batal; `datang` is the check-in, `t1` … the tasks, all epoch ms; `riwayat` what happened
-- to it: `what,when,by` separated by a space, that it was made only where that was not by its `sumber`. `terukur` is 1
-- where the estimate followed the measured pace. `tutup` is the place in line of one that closing its session cancelled,
-- and whether it was among those who had checked in: `place,1`. `hari_farmasi` is the day of its pharmacy number where that
-- is not the visit's (lib/farmasi.lua). The slot is the session that it is in now; `asal` is the one that it was made in,
-- where that is another. `tamu` is its letters and number where it is a guest, in a session of other letters: `A012`.
-- `kodelama` is its code in the system before, or in the one beside.
-- RECORD booking: angka kodepoli kodedokter jampraktek jenis status norm nik nomorkartu nohp jeniskunjungan nomorreferensi baru klaim_lain sumber dibuat estimasi datang t1 t2 t3 t4 t5 t6 t7 t99 alasan resep farmasi riwayat terukur tutup hari_farmasi asal tamu kodelama

-- The history of a booking that was only made.
local function riwayat_ambil(waktu, oleh, sumber)
  return oleh ~= sumber and ('ambil,' .. waktu .. ',' .. oleh) or ''
end

-- Packs a booking; `selain` has the fields that are not empty.
local function kemas_booking(selain)
  local nilai, akhir = RECORD.booking, 0
  for i = 1, #nilai do
    local satu = selain[nilai[i]] or ''
    nilai[i] = satu
    if satu ~= '' then akhir = i end
  end
  return table.concat(nilai, '\t', 1, akhir)
end

-- A booking by name, every field there; nil for one that is not known.
local function baca_booking(kunci, kodebooking)
  local isi = redis.call('HGET', kunci, kodebooking)
  if not isi then return nil end
  local booking, i = {}, 1
  local nama = RECORD.booking
  for bagian in string.gmatch(isi .. '\t', '([^\t]*)\t') do
    booking[nama[i]] = bagian
    i = i + 1
  end
  for sisa = i, #nama do booking[nama[sisa]] = '' end
  return booking
end

-- What the lines of a session have it by: its number, a guest by letters and number.
local function anggota(booking)
  return booking.tamu ~= '' and booking.tamu or booking.angka
end

-- The slot of the session that it is in.
local function slot_booking(booking)
  return booking.kodepoli .. ':' .. booking.kodedokter .. ':' .. booking.jampraktek
end

-- The kodebooking of one in a session's lines; `awalan` is how the date's begin, `huruf` are the session's letters.
local function kode_anggota(awalan, huruf, satu)
  return awalan .. (string.find(satu, '%a') and satu or huruf .. string.format('%03d', satu))
end

-- Notes in the session's record whom it called last: the number, and a guest's letters; and whom before.
local function catat_dipanggil(kunci, booking)
  local dulu = redis.call('HMGET', kunci, 'angkadipanggil', 'hurufdipanggil')
  redis.call('HSET', kunci, 'angkadipanggil', booking.angka, 'hurufdipanggil', string.match(booking.tamu, '^%a*'))
  if (dulu[1] or '0') ~= '0' then
    redis.call('HSET', kunci, 'dipanggil_dulu', dulu[1] .. ' ' .. (dulu[2] or ''))
  end
end

-- Notes that this booking was not called after all.
local function hapus_dipanggil(kunci, booking)
  local kini = redis.call('HMGET', kunci, 'angkadipanggil', 'hurufdipanggil', 'dipanggil_dulu')
  if kini[1] == booking.angka and (kini[2] or '') == string.match(booking.tamu, '^%a*') then
    local angka, huruf = string.match(kini[3] or '', '^(%d+) (%a*)$')
    redis.call('HSET', kunci, 'angkadipanggil', angka or 0, 'hurufdipanggil', huruf or '')
  end
end

-- Writes a changed booking back, with what happened to it.
local function ubah_booking(kunci, kodebooking, booking, jenis, waktu, oleh)
  local satu = jenis .. ',' .. waktu .. ',' .. oleh
  booking.riwayat = booking.riwayat == '' and satu or booking.riwayat .. ' ' .. satu
  redis.call('HSET', kunci, kodebooking, kemas_booking(booking))
end
