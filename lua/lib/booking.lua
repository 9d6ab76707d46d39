-- A booking is one packed value: a third of the memory of a hash of its own, and still readable in redis-cli.
-- New fields go to the end: an older value has them empty.
-- RECORD booking: angka kodepoli kodedokter jampraktek jenis status norm nik nomorkartu nohp jeniskunjungan nomorreferensi baru klaim_lain sumber dibuat estimasi

local function kemas_booking(booking)
  local nilai = {}
  for i, nama in ipairs(RECORD.booking) do nilai[i] = booking[nama] end
  return table.concat(nilai, '\t')
end
