-- The end of a service: task 5.
-- INCLUDE booking
-- INCLUDE laju
-- INCLUDE rujukan

-- Takes a called booking out of the line, with its referral free again; `diukur`: how long it took is the session's pace.
local function selesaikan(kunci, kodebooking, booking, waktu, diukur)
  booking.t5 = string.format('%.0f', waktu)
  redis.call('ZREM', kunci.dilayani, anggota(booking))
  hapus_rujukan(kunci.rujukan, booking.nomorreferensi, kodebooking)
  if diukur then
    local laju = redis.call('HGET', kunci.sesi, 'laju')
    redis.call('HSET', kunci.sesi, 'laju', tambah_laju(laju, waktu - tonumber(booking.t4), booking.jampraktek))
  end
end
