-- Cancelling: what an active booking holds becomes free. Its number does not.
-- INCLUDE booking
-- INCLUDE klaim
-- INCLUDE rujukan

-- Gives back the place in line, also the pharmacy's, the place in the quota, the patient's claims and the referral.
local function lepas_booking(kunci, kodebooking, booking)
  for _, baris in ipairs({kunci.antre, kunci.hadir, kunci.dilayani}) do redis.call('ZREM', baris, anggota(booking)) end
  if booking.farmasi ~= '' then
    redis.call('ZREM', booking.resep == 'Racikan' and kunci.racikan or kunci.non_racikan, kodebooking)
  end
  redis.call('HINCRBY', kunci.sesi, 'sisa' .. booking.jenis, 1)
  hapus_klaim(kunci.klaim, booking.norm, kodebooking)
  for bidang in string.gmatch(booking.klaim_lain, '[^ ]+') do hapus_klaim(kunci.klaim, bidang, kodebooking) end
  hapus_rujukan(kunci.rujukan, booking.nomorreferensi, kodebooking)
  booking.status = 'batal'
end
