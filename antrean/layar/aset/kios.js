// The kiosk: a keyboard on the screen, a scanner that types wherever the focus is, and a screen that forgets.
(function () {
  'use strict';
  var LUPA_MS = Number(document.body.dataset.kios) * 1000, SEGARKAN_MS = 3600000, dimuat = Date.now();
  // The address does not say: what came of a form of the start is at that of the start.
  var awal = Boolean(document.getElementById('cari'));
  // The fields that have keys on the screen; the one that is typed into.
  var papan = [].slice.call(document.querySelectorAll('.papan-ketik'));
  var semua = papan.map(function (satu) { return document.getElementById(satu.dataset.untuk); });
  var isian = semua.filter(function (satu) { return satu.autofocus; })[0] || semua[0], terakhir = Date.now();

  function sentuh() { terakhir = Date.now(); }
  ['pointerdown', 'keydown', 'input'].forEach(function (apa) { document.addEventListener(apa, sentuh, true); });

  // Whoever stood there is gone: nothing of what was typed or shown stays, and no way back leads to it.
  setInterval(function () {
    if (Date.now() - terakhir < LUPA_MS) return;
    sentuh();
    if (!awal) location.replace(document.body.dataset.mulai);
    else if (isian && isian.value) location.reload();
    else if (Date.now() - dimuat > SEGARKAN_MS) muatUlang();
    else bersihkan();
  }, 1000);

  // A form is good as long as the cookie that it was made with, which is not for ever. Only while the server answers:
  // without it the browser would show a page of its own.
  function muatUlang() {
    fetch(location.pathname, { headers: { 'X-Potongan': '1' }, credentials: 'same-origin', cache: 'no-store' }).then(
      function (jawab) { if (jawab.ok && !(isian && isian.value)) location.reload(); },
      function () { return null; }
    );
  }

  function bersihkan() {
    var pesan = document.querySelector('.pesan');
    if (pesan) pesan.textContent = '';
  }

  document.addEventListener('focusin', function (event) {
    if (semua.indexOf(event.target) >= 0) isian = event.target;
  });

  document.addEventListener('click', function (event) {
    var tombol = event.target.closest ? event.target.closest('button') : null;
    var milik = tombol ? papan.indexOf(tombol.closest('.papan-ketik')) : -1;
    if (milik < 0) return;
    isian = semua[milik];
    if (tombol.dataset.huruf) isian.value = (isian.value + tombol.dataset.huruf).slice(0, isian.maxLength);
    else if (tombol.dataset.hapus) isian.value = isian.value.slice(0, -1);
    else if (tombol.dataset.buka) {
      var abjad = document.getElementById(tombol.dataset.buka);
      abjad.hidden = !abjad.hidden;
      tombol.setAttribute('aria-expanded', String(!abjad.hidden));
    } else return;
    isian.focus();
  });

  // A scanner types; if the focus is elsewhere, it goes where it belongs.
  document.addEventListener('keydown', function (event) {
    if (!isian || event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.activeElement !== isian && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) isian.focus();
  }, true);
}());
