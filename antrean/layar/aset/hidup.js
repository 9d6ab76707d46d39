// Keeps the part of a page that changes up to date: asks each second whether there is news, and fetches the part if so.
// A page says `data-kabar` (where it asks) on #hidup, and in it `data-sejak` (from which event on).
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

  function mengisi() {
    var fokus = document.activeElement;
    return fokus && hidup.contains(fokus) && /^(INPUT|SELECT|TEXTAREA)$/.test(fokus.tagName) && fokus.value !== '';
  }

  function ganti(teks) {
    var fokus = document.activeElement && hidup.contains(document.activeElement) ? document.activeElement.id : '';
    hidup.innerHTML = teks;
    sejak = baca();
    diambil = Date.now();
    if (fokus) {
      var kembali = document.getElementById(fokus);
      if (kembali) kembali.focus();
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
      return perlu && !mengisi() ? ambil() : null;
    }).then(function () {
      segar = Date.now();
      tunjukkan(false);
    }, function () {
      if (Date.now() - segar > 3000) tunjukkan(true);
    }).then(function () { setTimeout(putar, TIAP_MS); });
  }

  setTimeout(putar, TIAP_MS);
}());
