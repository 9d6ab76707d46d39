-- ambil: takes the next number of a session for one patient, or one that was given elsewhere by its number, or says which
-- rule refuses it.
-- The rules stand in the order of ws-rs.md, section 3. Nothing is written before all of them have passed.
--
-- KEYS
--   permintaan         this request id's answer
--   poli               kodepoli → namapoli
--   dokter             kodedokter → namadokter
--   jadwal             the schedule
--   libur              the closed days
--   sesi               this session
--   sesi_daftar        all sessions by date
--   antre              this session's numbers that wait to be called
--   dilayani           its numbers that were called
--   booking            the date's bookings
--   klaim              the date's claims
--   rujukan            the referrals in use by bookings of the date's quarter
--   nik                bucket of the NIK
--   kartu              bucket of the card
--   catatan            bucket of the record `norm_catatan`
--   pasien_baru        patients registered through service 7
--   seri               the highest number of each series
--   kodelama           the kodebooking of what has `kodelama`
--   peristiwa          the event stream
--   rujukan_semua...   the same of every quarter that has a day from today on
-- ARGV
--   kodepoli           in capitals
--   kodedokter         digits
--   jampraktek         HH:MM-HH:MM
--   kunci_sesi         {date}:{slot}
--   tanggal            yyyy-mm-dd
--   tanggal_angka      yyyymmdd
--   awalan             ddmmyyyy, how the kodebooking begins
--   hari               1 (Monday) to 7
--   hari_ini           yyyy-mm-dd, the hospital's date
--   nik                16 digits or empty
--   nomorkartu         11 to 13 digits or empty: then the NIK decides and the non-JKN quota is used
--   norm_catatan       the record that the caller passes: the one asked for, or a guess; may be empty
--   nohp               text or empty
--   jeniskunjungan     1 to 4
--   nomorreferensi     text or empty
--   angka              the number that was given elsewhere; empty: the next one
--   kodelama           the booking's code in the system before; empty where it has none
--   coba               1: say whether it could be taken, and write nothing
--   sumber             where the booking comes from: mjkn, kiosk, …
--   oleh               who asks: mjkn, simrs/…
--   duplikat           the hospital's policy: poli, tanggal or dokter
--   bersama            the hospital's policy: 1: both kinds of patients share the places
--   ulang_detik        the hospital's policy: s that the same request gets its booking again; 0: never
--   sekarang           epoch ms
--   mulai              start of practice, epoch ms
--   akhir_hari         the last epoch ms of the date: no estimate is after it
--   tutup_pada         when registration closes, epoch ms
--   tutup_jam          the same as HH:MM
--   berakhir           when dated keys expire, epoch s
--   rujukan_berakhir   when the quarter's referrals expire, epoch s
--   batas_sesi         sessions dated before this yyyymmdd are dropped from the list
--   batas_seri         series dated before this yyyymmdd are forgotten
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                     kodebooking huruf angkaantrean norm namapoli namadokter estimasidilayani sisakuotajkn kuotajkn sisakuotanonjkn kuotanonjkn terukur
--   POLI_TIDAK_DITEMUKAN
--   SUDAH_PUNYA_ANTREAN
--   POLI_TUTUP
--   JADWAL_TIDAK_ADA       namadokter
--   DOKTER_TIDAK_DIKENAL
--   SUDAH_TUTUP_JAM        namapoli jam
--   PASIEN_TIDAK_DIKENAL
--   REFERENSI_TERPAKAI
--   KUOTA_PENUH            jenis namapoli
--   BOLEH                  kodebooking huruf angkaantrean norm namapoli namadokter estimasidilayani sisakuotajkn kuotajkn sisakuotanonjkn kuotanonjkn terukur
--   KODE_LAMA_TERPAKAI     kodelama kodebooking
--   NOMOR_TERPAKAI         angka kodebooking norm status
--   NOMOR_HILANG           angka
--   NOMOR_TERLALU_JAUH     angka terakhir terjauh
--   BUKU_RUSAK
--   LIHAT_CATATAN          norm
-- INCLUDE permintaan
-- INCLUDE jadwal
-- INCLUDE laju
-- INCLUDE klaim
-- INCLUDE norm
-- INCLUDE kuota
-- INCLUDE rujukan
-- INCLUDE booking
-- INCLUDE ulang
-- INCLUDE seri
-- INCLUDE nomor
-- INCLUDE tempat
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local namapoli = redis.call('HGET', K.poli, A.kodepoli)
if not namapoli then return {'POLI_TIDAK_DITEMUKAN'} end

-- The patient: by card where one is given, else by NIK. Both are claimed, each known number through its norm, so
-- that neither the same card nor the same NIK gets a second booking. A number that is known now may have been claimed
-- before it was.
local nik, nomorkartu = A.nik, A.nomorkartu
local norm_nik = nik ~= '' and redis.call('HGET', K.nik, nik)
local norm_kartu = nomorkartu ~= '' and redis.call('HGET', K.kartu, nomorkartu)
local norm = norm_kartu or norm_nik
-- Where a known NIK and the card are not one record's, a record says whose they are: of two people the card's, or of the
-- NIK's whether it has another card. The hospital's own door may also name a record and neither number.
local dilihat = nik == '' and nomorkartu == '' and A.norm_catatan
  or norm_nik and nomorkartu ~= '' and norm_nik ~= norm_kartu and norm
if dilihat and dilihat ~= A.norm_catatan then return {'LIHAT_CATATAN', 'norm', dilihat} end
local nik_catatan, kartu_catatan
if dilihat then nik_catatan, kartu_catatan = baca_pasien(K.catatan, dilihat) end
if dilihat and nomorkartu == '' then
  norm, nik, norm_nik = nik_catatan and dilihat, nik_catatan or '', nik_catatan and dilihat
elseif dilihat and norm_kartu then
  nik, norm_nik = nik_catatan or '', norm_kartu
elseif dilihat and kartu_catatan ~= '' and kartu_catatan ~= nomorkartu then
  norm = nil  -- still, what that NIK has booked counts
end
local bidang_nik = norm_nik or ('nik:' .. nik)
local bidang_kartu = norm_kartu or ('kartu:' .. nomorkartu)
local klaim_lama = redis.call('HMGET', K.klaim, bidang_nik, bidang_kartu, 'nik:' .. nik, 'kartu:' .. nomorkartu)
local terhalang = false
for i = 1, 4 do
  if klaim_lama[i] then
    for kodebooking in klaim_menghalangi(klaim_lama[i], A.duplikat, A.kodepoli, A.kodedokter) do
      -- At the hospital's own door who was served may need another number, back from the laboratory.
      local dilayani = A.oleh ~= 'mjkn' and baca_booking(K.booking, kodebooking)
      terhalang = terhalang or not dilayani or dilayani.t5 == ''
    end
  end
end
if terhalang then
  local kode, dulu
  if A.ulang_detik ~= '0' then
    kode, dulu = cari_yang_sama(K.booking, klaim_lama, {
      angka = A.angka ~= '' and A.angka or nil,
      kodepoli = A.kodepoli, kodedokter = A.kodedokter, jampraktek = A.jampraktek, nik = nik,
      nomorkartu = nomorkartu, nohp = A.nohp, jeniskunjungan = A.jeniskunjungan,
      nomorreferensi = A.nomorreferensi, sumber = A.sumber,
    }, A.oleh, tonumber(A.sekarang), tonumber(A.ulang_detik) * 1000)
  end
  if not kode then return {'SUDAH_PUNYA_ANTREAN'} end
  -- The first answer was lost: the same again, only what is left is as it stands now. Nothing is written.
  local kini = redis.call('HMGET', K.sesi, 'huruf', 'namapoli', 'namadokter', 'sisajkn', 'kuotajkn', 'sisanonjkn',
    'kuotanonjkn')
  return {'OK', 'kodebooking', kode, 'huruf', kini[1], 'angkaantrean', dulu.angka, 'norm', dulu.norm,
    'namapoli', kini[2], 'namadokter', kini[3], 'estimasidilayani', dulu.estimasi,
    'sisakuotajkn', kini[4], 'kuotajkn', kini[5], 'sisakuotanonjkn', kini[6], 'kuotanonjkn', kini[7],
    'terukur', dulu.terukur == '1' and '1' or '0'}
end

local dokter_tutup = A.tanggal .. ':' .. A.kodepoli .. ':' .. A.kodedokter
local libur = redis.call('HMGET', K.libur, A.tanggal, A.tanggal .. ':' .. A.kodepoli, dokter_tutup,
  dokter_tutup .. ':' .. A.jampraktek)
if libur[1] or libur[2] then return {'POLI_TUTUP'} end

-- The session: as it stands, else as the schedule has it.
local sesi = redis.call('HMGET', K.sesi, 'dibuka', 'namapoli', 'namadokter', 'huruf', 'spm', 'kuotajkn', 'kuotanonjkn',
  'sisajkn', 'sisanonjkn', 'angkaterakhir', 'laju')
local ada = sesi[1] == '1'
local namadokter, huruf, spm = sesi[3], sesi[4], sesi[5]
local kuota = {jkn = sesi[6], nonjkn = sesi[7]}
local sisa = {jkn = tonumber(sesi[8]), nonjkn = tonumber(sesi[9])}
if ada then
  namapoli = sesi[2]
else
  local baris, buka = cari_baris(K.jadwal, A.tanggal, A.hari, A.kodepoli, A.kodedokter, A.jampraktek)
  if not buka then return {'POLI_TUTUP'} end
  namadokter = redis.call('HGET', K.dokter, A.kodedokter)
  if not namadokter then return {'DOKTER_TIDAK_DIKENAL'} end
  if not baris then return {'JADWAL_TIDAK_ADA', 'namadokter', namadokter} end
  huruf, spm = baris.huruf, baris.spm
  kuota = {jkn = baris.kuotajkn, nonjkn = baris.kuotanonjkn}
  sisa = {jkn = tonumber(baris.kuotajkn), nonjkn = tonumber(baris.kuotanonjkn)}
end

if libur[3] or libur[4] then return {'JADWAL_TIDAK_ADA', 'namadokter', namadokter} end

local sekarang = tonumber(A.sekarang)
if sekarang >= tonumber(A.tutup_pada) then
  return {'SUDAH_TUTUP_JAM', 'namapoli', namapoli, 'jam', A.tutup_jam}
end

if not norm then return {'PASIEN_TIDAK_DIKENAL'} end

local rujukan_lama
if A.nomorreferensi ~= '' then
  for i = 1, #K.rujukan_semua do
    local rujukan = redis.call('HGET', K.rujukan_semua[i], A.nomorreferensi)
    if rujukan and rujukan_menghalangi(rujukan, A.hari_ini, A.tanggal, norm) then return {'REFERENSI_TERPAKAI'} end
    if K.rujukan_semua[i] == K.rujukan then rujukan_lama = rujukan end
  end
end

local jenis = nomorkartu ~= '' and 'jkn' or 'nonjkn'
if sisa_bagi(A.bersama, kuota, sisa, jenis) <= 0 then
  return {'KUOTA_PENUH', 'jenis', jenis == 'jkn' and 'JKN' or 'Non JKN', 'namapoli', namapoli}
end

-- A number that was given is nobody else's, whatever has become of the records that count it.
local seri = A.awalan .. huruf
local terakhir = tonumber(sesi[10] or 0)
local tertinggi, lanjut = seri_terakhir(K.seri, seri)
local atas = math.max(terakhir, tertinggi)
local angka = A.angka == '' and atas + 1 or tonumber(A.angka)
local kodebooking = seri .. string.format('%03d', angka)
local dulu = A.angka ~= '' and baca_booking(K.booking, kodebooking)
if dulu then
  return {'NOMOR_TERPAKAI', 'angka', A.angka, 'kodebooking', kodebooking, 'norm', dulu.norm, 'status', dulu.status}
end
if (tertinggi > 0 and not sesi[10] and not lanjut) or redis.call('HEXISTS', K.booking, kodebooking) == 1 then
  return {'BUKU_RUSAK'}
end
local milik = A.kodelama ~= '' and redis.call('GET', K.kodelama)
if milik then return {'KODE_LAMA_TERPAKAI', 'kodelama', A.kodelama, 'kodebooking', milik} end
local bebas = A.angka ~= '' and redis.call('HGET', K.sesi, 'bebas')
local susulan = angka <= atas
if susulan then
  bebas = tanpa_nomor(bebas, angka)
  if not bebas then return {'NOMOR_HILANG', 'angka', A.angka} end
elseif angka > atas + LOMPAT_TERJAUH then
  return {'NOMOR_TERLALU_JAUH', 'angka', A.angka, 'terakhir', tostring(atas),
    'terjauh', tostring(atas + LOMPAT_TERJAUH)}
end

if A.coba == '1' then
  return {'BOLEH', 'kodebooking', kodebooking, 'huruf', huruf, 'angkaantrean', tostring(angka), 'norm', norm,
    'namapoli', namapoli, 'namadokter', namadokter, 'estimasidilayani', '0', 'sisakuotajkn', tostring(sisa.jkn),
    'kuotajkn', kuota.jkn, 'sisakuotanonjkn', tostring(sisa.nonjkn), 'kuotanonjkn', kuota.nonjkn, 'terukur', '0'}
end

-- Every rule has passed; from here on only writes.
local puncak = susulan and terakhir or angka
sisa[jenis] = sisa[jenis] - 1
if ada then
  redis.call('HSET', K.sesi, 'sisa' .. jenis, sisa[jenis], 'angkaterakhir', puncak)
else
  redis.call('HSET', K.sesi, 'dibuka', 1, 'namapoli', namapoli, 'namadokter', namadokter, 'huruf', huruf, 'spm', spm,
    'kuotajkn', kuota.jkn, 'kuotanonjkn', kuota.nonjkn, 'sisajkn', sisa.jkn, 'sisanonjkn', sisa.nonjkn,
    'angkadipanggil', 0, 'angkaterakhir', puncak)
  redis.call('EXPIREAT', K.sesi, A.berakhir)
  redis.call('ZADD', K.sesi_daftar, A.tanggal_angka, A.kunci_sesi)
end
if tertinggi > terakhir and not susulan then
  redis.call('HSET', K.sesi, 'lompat', tambah_rentang(redis.call('HGET', K.sesi, 'lompat'), terakhir + 1, tertinggi))
end
if sisa[jenis] < 0 then redis.call('HSET', K.sesi, 'bersama', 1) end
if A.angka ~= '' then
  redis.call('HSET', K.sesi, 'bebas', susulan and bebas or tambah_rentang(bebas, atas + 1, angka - 1))
end
catat_seri(K.seri, seri, A.tanggal_angka, math.max(atas, angka))

-- Behind everybody, also behind those who were put back, and those of them who were called again; one who has a number
-- that was passed over comes before those who have a higher one.
local menunggu, dilayani = redis.call('ZCARD', K.antre), redis.call('ZCARD', K.dilayani)
local di_depan = menunggu + dilayani
local tempat = angka
if susulan then
  tempat = tempat_bebas({antre = K.antre, dilayani = K.dilayani}, angka)
  di_depan = di_depan - redis.call('ZCOUNT', K.antre, tempat, '+inf')
else
  local menunggu_akhir = menunggu > 0 and redis.call('ZRANGE', K.antre, -1, -1, 'WITHSCORES')[2]
  local dilayani_akhir = dilayani > 0 and redis.call('ZRANGE', K.dilayani, -1, -1, 'WITHSCORES')[2]
  if menunggu_akhir then tempat = math.max(tempat, math.floor(tonumber(menunggu_akhir)) + 1) end
  if dilayani_akhir then tempat = math.max(tempat, math.floor(tonumber(dilayani_akhir)) + 1) end
end
redis.call('ZADD', K.antre, tempat, angka)
local mulai = tonumber(A.mulai)
local lama_satu, terukur = lama_layanan(sesi[11], spm)
local estimasi = terukur and math.max(sekarang, mulai) + lama_satu * di_depan
  or math.max(sekarang, mulai + lama_satu * di_depan)
estimasi = string.format('%.0f', math.min(estimasi, tonumber(A.akhir_hari)))

-- Usually both numbers lead to the same norm, and that one claim is all.
local klaim = A.kodepoli .. ':' .. A.kodedokter .. ':' .. kodebooking
local klaim_lain = {}
if bidang_nik ~= norm and nik ~= '' then klaim_lain[1] = bidang_nik end
if bidang_kartu ~= norm and nomorkartu ~= '' then klaim_lain[#klaim_lain + 1] = bidang_kartu end
local klaim_dulu = norm == bidang_kartu and klaim_lama[2] or norm == bidang_nik and klaim_lama[1]
if norm ~= bidang_kartu and norm ~= bidang_nik then klaim_dulu = nil end
tambah_klaim(K.klaim, norm, klaim, klaim_dulu)
for _, bidang in ipairs(klaim_lain) do tambah_klaim(K.klaim, bidang, klaim) end
-- A key that cancellations emptied is gone with its expiry, so that is set whenever it may be new.
if redis.call('HLEN', K.klaim) <= 1 + #klaim_lain then redis.call('EXPIREAT', K.klaim, A.berakhir) end
if A.nomorreferensi ~= '' then
  tambah_rujukan(K.rujukan, A.nomorreferensi, A.hari_ini, A.tanggal, kodebooking, norm, rujukan_lama)
  if redis.call('HLEN', K.rujukan) == 1 then redis.call('EXPIREAT', K.rujukan, A.rujukan_berakhir) end
end

redis.call('HSET', K.booking, kodebooking, kemas_booking({
  angka = angka, kodepoli = A.kodepoli, kodedokter = A.kodedokter, jampraktek = A.jampraktek, jenis = jenis,
  status = 'aktif', norm = norm, nik = nik, nomorkartu = nomorkartu, nohp = A.nohp,
  jeniskunjungan = A.jeniskunjungan, nomorreferensi = A.nomorreferensi,
  baru = redis.call('HEXISTS', K.pasien_baru, norm), klaim_lain = table.concat(klaim_lain, ' '), sumber = A.sumber,
  dibuat = A.sekarang, estimasi = estimasi,
  riwayat = riwayat_ambil(A.sekarang, A.oleh, A.sumber), terukur = terukur and '1' or '',
  kodelama = A.kodelama,
}))
if A.kodelama ~= '' and A.kodelama ~= kodebooking then
  redis.call('SET', K.kodelama, kodebooking)
  redis.call('EXPIREAT', K.kodelama, A.berakhir)
end
if menunggu == 0 then redis.call('EXPIREAT', K.antre, A.berakhir) end
if not ada and redis.call('HLEN', K.booking) == 1 then redis.call('EXPIREAT', K.booking, A.berakhir) end
local entri = catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.ambil{kodebooking = kodebooking})
if not ada and boleh_membuang(entri, A.sekarang) then
  redis.call('ZREMRANGEBYSCORE', K.sesi_daftar, '-inf', '(' .. A.batas_sesi)
  buang_seri(K.seri, A.batas_seri)
end

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking, 'huruf', huruf,
  'angkaantrean', tostring(angka), 'norm', norm, 'namapoli', namapoli, 'namadokter', namadokter,
  'estimasidilayani', estimasi, 'sisakuotajkn', tostring(sisa.jkn), 'kuotajkn', kuota.jkn,
  'sisakuotanonjkn', tostring(sisa.nonjkn), 'kuotanonjkn', kuota.nonjkn,
  'terukur', terukur and '1' or '0'})
