-- The same request once more: whoever asks did not get the answer.
-- INCLUDE booking

-- The kodebooking and booking, among those that a patient's claims stand for, that this very request made no longer than
-- `selama` ms ago and to which nothing has happened since; nil where there is none. A clock that was set back counts as
-- one that went on, so that the time is bounded either way.
local function cari_yang_sama(kunci, semua_klaim, diminta, oleh, sekarang, selama)
  for i = 1, 4 do
    for kodebooking in string.gmatch(semua_klaim[i] or '', '[^: ]+:[^: ]+:([^ ]+)') do
      local booking = baca_booking(kunci, kodebooking)
      local sama = booking and booking.status == 'aktif' and math.abs(sekarang - tonumber(booking.dibuat)) <= selama
        and booking.riwayat == riwayat_ambil(booking.dibuat, oleh, booking.sumber)
      for nama, nilai in pairs(diminta) do sama = sama and booking[nama] == nilai end
      if sama then return kodebooking, booking end
    end
  end
  return nil
end
