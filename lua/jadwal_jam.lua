-- jadwal_jam: these hours are now those: the rows of the schedule, and the sessions of today and later with their line,
-- letters, quotas, bookings and closings. What was booked under the old hours is found under the new ones.
-- The caller has read schedule, sessions and closings, and worked out which of them that concerns; where one has changed
-- since, it must read again.
--
-- KEYS
--   permintaan         this request id's answer
--   versi              the schedule's version
--   jadwal             the schedule
--   huruf              slot → letters
--   huruf_pemilik      letters → slot
--   jam                slot → the slot that it is now
--   libur              the closed days
--   sesi_daftar        all sessions by date
--   peristiwa          the event stream
--   audit              the audit log
--   sesi...            nine for each session that is concerned: session, waiting, checked in, called, under the old hours;
--                      the same under the new ones; the date's bookings
-- ARGV
--   versi              the version that was read
--   dari               today as yyyymmdd
--   jumlah_sesi        how many sessions there were from today on
--   slot               with the old hours; then its parts
--   kodepoli           in capitals
--   kodedokter         digits
--   jampraktek         HH:MM-HH:MM
--   jam_baru           the new hours
--   berubah            the rows that have them, as days with blanks between, for the answer
--   perubahan          JSON {jadwal, huruf, huruf_pemilik: {field: value}, lepas: [field of huruf], libur: {each closing of
--                      the slot from today on: its new name, or the same}, tanggal: [date of each session], spm: [ms of each]}
--   sekarang           epoch ms
--   oleh               who changes it
--   pelaku             the same for the audit log, with the person's name where it is known
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 hari tanggal
--   BERUBAH
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local perubahan = cjson.decode(A.perubahan)
local slot_baru = A.kodepoli .. ':' .. A.kodedokter .. ':' .. A.jam_baru

-- The closings of the slot from today on, as they are named: all of them are known to the caller.
local tutup, lain = {}, false
for _, bidang in ipairs(redis.call('HKEYS', K.libur)) do
  local hari = string.gsub(string.sub(bidang, 1, 10), '-', '')
  if string.sub(bidang, 12) == A.slot and hari >= A.dari then
    tutup[#tutup + 1] = bidang
    lain = lain or not perubahan.libur[bidang]
  end
end
if lain or (redis.call('GET', K.versi) or '') ~= A.versi
  or redis.call('ZCOUNT', K.sesi_daftar, A.dari, '+inf') ~= tonumber(A.jumlah_sesi) then
  return {'BERUBAH'}
end

for bidang, nilai in pairs(perubahan.jadwal) do redis.call('HSET', K.jadwal, bidang, nilai) end
for bidang, nilai in pairs(perubahan.huruf) do redis.call('HSET', K.huruf, bidang, nilai) end
for _, bidang in ipairs(perubahan.lepas) do redis.call('HDEL', K.huruf, bidang) end
for bidang, nilai in pairs(perubahan.huruf_pemilik) do redis.call('HSET', K.huruf_pemilik, bidang, nilai) end
redis.call('HSET', K.jam, A.slot, slot_baru)
redis.call('INCR', K.versi)
for _, bidang in ipairs(tutup) do
  local baru, sebab = perubahan.libur[bidang], redis.call('HGET', K.libur, bidang)
  if baru ~= bidang then
    redis.call('HDEL', K.libur, bidang)
    redis.call('HSET', K.libur, baru, sebab)
  end
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.jadwal_jam{kodepoli = A.kodepoli,
  kodedokter = A.kodedokter, jampraktek = A.jampraktek, jampraktekbaru = A.jam_baru, jumlah = #perubahan.tanggal})
catat_audit(K.audit, A.sekarang, A.pelaku, 'jadwal_jam', A.slot, A.jampraktek, A.jam_baru)
for i, tanggal in ipairs(perubahan.tanggal) do
  local k = (i - 1) * 9
  for j = 1, 4 do
    if redis.call('EXISTS', K.sesi[k + j]) == 1 then redis.call('RENAME', K.sesi[k + j], K.sesi[k + j + 4]) end
  end
  redis.call('HSET', K.sesi[k + 5], 'spm', perubahan.spm[i])
  redis.call('ZREM', K.sesi_daftar, tanggal .. ':' .. A.slot)
  redis.call('ZADD', K.sesi_daftar, string.gsub(tanggal, '-', '') .. '', tanggal .. ':' .. slot_baru)
  for _, kodebooking in ipairs(redis.call('HKEYS', K.sesi[k + 9])) do
    local booking = baca_booking(K.sesi[k + 9], kodebooking)
    if slot_booking(booking) == A.slot then
      booking.asal = booking.asal == '' and A.slot or booking.asal ~= slot_baru and booking.asal or ''
      booking.jampraktek = A.jam_baru
      redis.call('HSET', K.sesi[k + 9], kodebooking, kemas_booking(booking))
    end
  end
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.sesi_jam{tanggalperiksa = tanggal,
    kodepoli = A.kodepoli, kodedokter = A.kodedokter, jampraktek = A.jampraktek, jampraktekbaru = A.jam_baru})
  catat_audit(K.audit, A.sekarang, A.pelaku, 'sesi_jam', tanggal .. ':' .. A.slot, A.jampraktek, A.jam_baru)
end

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'hari', A.berubah, 'tanggal', table.concat(perubahan.tanggal, ' ')})
