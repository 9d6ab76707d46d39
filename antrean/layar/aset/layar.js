// What every page does: a button is pressed once, keys press buttons, minutes go on.
(function () {
  'use strict';

  document.addEventListener('submit', function (event) {
    if (event.defaultPrevented) return;
    var tombol = event.target.querySelectorAll('button');
    // After the browser has read the form: a disabled button is not sent.
    setTimeout(function () {
      for (var i = 0; i < tombol.length; i++) tombol[i].disabled = true;
    }, 0);
  });

  // A page that the browser kept is made anew: its forms were sent already.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) location.reload();
  });

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    var tujuan = document.querySelector('[data-pintas="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!tujuan) return;
    event.preventDefault();
    if (tujuan.tagName === 'INPUT') tujuan.focus();
    else tujuan.click();
  });

  setInterval(function () {
    var semua = document.querySelectorAll('[data-lama]');
    for (var i = 0; i < semua.length; i++) {
      var menit = Math.max(Math.floor((Date.now() - Number(semua[i].dataset.lama)) / 60000), 0);
      semua[i].textContent = menit + ' menit';
    }
  }, 30000);
}());
