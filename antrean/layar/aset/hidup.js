// Keeps the part of a page that changes up to date: asks each second whether there is news, and fetches the part if so.
// A page says `data-kabar` (where it asks) on #hidup, and in it `data-sejak` (from which event on). Fields of the part
// have ids: by those what was chosen or typed is in the new one too.
(function () {
  'use strict';
  var TIAP_MS = 900, BATAS_MS = 5000, SEGARKAN_MS = 60000, LAGI_MS = 1500;
  var hidup = document.getElementById('hidup'), terputus = document.getElementById('terputus');
  if (!hidup) return;
  var segar = Date.now(), diambil = Date.now(), sejak = baca(), lagi = 0;

  function baca() {
    var bagian = hidup.querySelector('[data-sejak]');
    return bagian ? bagian.dataset.sejak : '';
  }

  // The head of the page stands outside of the part, and its date goes on with it.
  function tanggal() {
    var bagian = hidup.querySelector('[data-tanggal]'), kepala = document.getElementById('tanggal');
    if (bagian && kepala) kepala.textContent = bagian.dataset.tanggal;
  }

  function minta(alamat, kepala) {
    var batal = window.AbortController ? new AbortController() : null;
    var jam = batal && setTimeout(function () { batal.abort(); }, BATAS_MS);
    var pilihan = { headers: kepala || {}, credentials: 'same-origin', cache: 'no-store' };
    if (batal) pilihan.signal = batal.signal;
    return fetch(alamat, pilihan).then(
      function (jawab) { clearTimeout(jam); return jawab; },
      function (galat) { clearTimeout(jam); throw galat; }
    );
  }

  function tunjukkan(lama) {
    document.body.classList.toggle('lama', lama);
    if (!terputus) return;
    if (lama) {
      var waktu = new Date(segar);
      terputus.querySelector('[data-pukul]').textContent =
        ('0' + waktu.getHours()).slice(-2) + '.' + ('0' + waktu.getMinutes()).slice(-2);
    }
    terputus.hidden = !lama;
  }

  // What somebody has chosen, typed or opened since the part was made, by the id of where.
  function diisi() {
    var semua = hidup.querySelectorAll('input[id]:not([type=hidden]), select[id], textarea[id], details[id]'), hasil = {};
    for (var i = 0; i < semua.length; i++) {
      if (nilai(semua[i]) !== mula(semua[i])) hasil[semua[i].id] = nilai(semua[i]);
    }
    return hasil;
  }

  function pilihan(satu) { return /^(checkbox|radio)$/.test(satu.type); }

  function nilai(satu) {
    return satu.tagName === 'DETAILS' ? satu.open : pilihan(satu) ? satu.checked : satu.value;
  }

  function mula(satu) {
    if (satu.tagName === 'DETAILS') return false;
    if (satu.tagName !== 'SELECT') return pilihan(satu) ? satu.defaultChecked : satu.defaultValue;
    for (var i = 0; i < satu.options.length; i++) if (satu.options[i].defaultSelected) return satu.options[i].value;
    return satu.options.length ? satu.options[0].value : '';
  }

  function isi(satu, dulu) {
    if (satu.tagName === 'DETAILS') satu.open = dulu;
    else if (pilihan(satu)) satu.checked = dulu;
    else if (satu.tagName !== 'SELECT') satu.value = dulu;
    else for (var i = 0; i < satu.options.length; i++) if (satu.options[i].value === dulu) satu.selectedIndex = i;
  }

  function kursor(satu) {
    try { return [satu.selectionStart, satu.selectionEnd]; } catch (galat) { return [null, null]; }
  }

  function ganti(teks) {
    var fokus = document.activeElement, dulu = diisi();
    if (!fokus || !fokus.id || !hidup.contains(fokus)) fokus = null;
    var di = fokus ? kursor(fokus) : [null, null];
    hidup.innerHTML = teks;
    sejak = baca();
    diambil = Date.now();
    tanggal();
    Object.keys(dulu).forEach(function (id) {
      var satu = document.getElementById(id);
      if (satu && hidup.contains(satu)) isi(satu, dulu[id]);
    });
    var kembali = fokus && document.getElementById(fokus.id);
    if (kembali) {
      kembali.focus();
      if (typeof di[0] === 'number' && kembali.setSelectionRange) kembali.setSelectionRange(di[0], di[1]);
    }
    document.dispatchEvent(new CustomEvent('hidup'));
  }

  function ambil() {
    return minta(location.pathname + location.search, { 'X-Potongan': '1' }).then(function (jawab) {
      if (jawab.status === 401 || jawab.status === 403 || jawab.status === 404) {
        location.reload();
        return null;
      }
      if (!jawab.ok) throw new Error(String(jawab.status));
      return jawab.text().then(ganti);
    });
  }

  function putar() {
    minta(hidup.dataset.kabar + '?' + sejak).then(function (jawab) {
      if (jawab.status === 404) { location.reload(); return null; }
      if (!jawab.ok) throw new Error(String(jawab.status));
      return jawab.status === 200 ? jawab.text() : '';
    }).then(function (berita) {
      if (berita === null) return null;
      if (/lagi/.test(berita)) lagi = Date.now() + LAGI_MS;
      var perlu = berita || Date.now() - diambil > SEGARKAN_MS || (lagi && Date.now() > lagi);
      if (lagi && Date.now() > lagi) lagi = 0;
      return perlu ? ambil() : null;
    }).then(function () {
      segar = Date.now();
      tunjukkan(false);
    }, function () {
      if (Date.now() - segar > 3000) tunjukkan(true);
    }).then(function () { setTimeout(putar, TIAP_MS); });
  }

  setTimeout(putar, TIAP_MS);
}());
