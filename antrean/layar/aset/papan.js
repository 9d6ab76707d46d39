// The board's clock, and a chime and a voice for each new call.
(function () {
  'use strict';
  var jam = document.getElementById('jam'), tombol = document.getElementById('suara');
  var beda = Number(jam.dataset.sekarang) - Date.now(), zona = jam.textContent.split('.');
  var server = new Date(Number(jam.dataset.sekarang));
  // The hospital's hour against this television's, in minutes: the zone of either does not matter.
  var geser = (Number(zona[0]) * 60 + Number(zona[1])) - (server.getHours() * 60 + server.getMinutes());
  var terdengar = {}, antri = [], bicara = false, suara = null;

  function detik() {
    var kini = new Date(Date.now() + beda + geser * 60000);
    jam.textContent = ('0' + kini.getHours()).slice(-2) + '.' + ('0' + kini.getMinutes()).slice(-2);
  }

  function baca() {
    var semua = document.querySelectorAll('#panggilan li'), hasil = [];
    for (var i = 0; i < semua.length; i++) {
      hasil.unshift({ nomor: semua[i].dataset.nomor, ke: semua[i].dataset.ke, poli: semua[i].dataset.poli, waktu: semua[i].dataset.waktu });
    }
    return hasil;
  }

  function kunci(satu) { return satu.nomor + '|' + satu.waktu; }

  function dering() {
    return new Promise(function (selesai) {
      if (!suara || suara.state !== 'running') { selesai(); return; }
      [880, 659].forEach(function (nada, ke) {
        var sumber = suara.createOscillator(), keras = suara.createGain(), mulai = suara.currentTime + ke * 0.45;
        sumber.frequency.value = nada;
        keras.gain.setValueAtTime(0.0001, mulai);
        keras.gain.exponentialRampToValueAtTime(0.5, mulai + 0.03);
        keras.gain.exponentialRampToValueAtTime(0.0001, mulai + 0.8);
        sumber.connect(keras);
        keras.connect(suara.destination);
        sumber.start(mulai);
        sumber.stop(mulai + 0.85);
      });
      setTimeout(selesai, 1300);
    });
  }

  function suaraIndonesia() {
    var semua = window.speechSynthesis ? speechSynthesis.getVoices() : [];
    for (var i = 0; i < semua.length; i++) if (/^id([-_]|$)/i.test(semua[i].lang)) return semua[i];
    return null;
  }

  // Without an Indonesian voice here the server's, if it has one.
  function putar(satu, selesai) {
    if (!document.body.dataset.suara) { selesai(); return; }
    var rekaman = new Audio(document.body.dataset.suara + encodeURIComponent(satu.poli) + '/' + satu.nomor);
    rekaman.onended = rekaman.onerror = function () { selesai(); };
    setTimeout(selesai, 15000);
    var mulai = rekaman.play();
    if (mulai) mulai.catch(function () { selesai(); });
  }

  function ucapkan(satu) {
    return new Promise(function (selesai) {
      var pita = suaraIndonesia();
      if (!pita) { putar(satu, selesai); return; }
      var bagian = satu.nomor.split('-');
      var kata = new SpeechSynthesisUtterance(
        'Nomor antrean, ' + bagian[0].split('').join(' ') + ', ' + bagian[1] + '. Silakan ke ' + satu.ke + '.');
      kata.voice = pita;
      kata.lang = 'id-ID';
      kata.rate = 0.9;
      kata.onend = kata.onerror = function () { selesai(); };
      setTimeout(selesai, 15000);
      speechSynthesis.speak(kata);
    });
  }

  function umumkan() {
    if (bicara || !antri.length) return;
    bicara = true;
    var satu = antri.shift();
    document.body.classList.add('baru');
    dering().then(function () { return ucapkan(satu); }).then(function () {
      bicara = false;
      if (antri.length) umumkan();
      else setTimeout(function () { if (!bicara) document.body.classList.remove('baru'); }, 5000);
    });
  }

  // More clinics than fit: a screenful after the other.
  function gulung() {
    var sesi = document.querySelector('.sesi');
    var akhir = sesi.scrollTop + sesi.clientHeight >= sesi.scrollHeight - 4;
    sesi.scrollTop = akhir ? 0 : sesi.scrollTop + sesi.clientHeight * 0.8;
  }

  function periksa() {
    var baru = baca().filter(function (satu) { return !terdengar[kunci(satu)]; });
    terdengar = {};
    baca().forEach(function (satu) { terdengar[kunci(satu)] = true; });
    antri = antri.concat(baru).slice(-5);
    umumkan();
  }

  function nyalakan() {
    if (suara) suara.resume().then(function () { tombol.hidden = suara.state === 'running'; });
  }

  baca().forEach(function (satu) { terdengar[kunci(satu)] = true; });
  if (window.AudioContext) suara = new AudioContext();
  tombol.hidden = !suara || suara.state === 'running';
  tombol.addEventListener('click', nyalakan);
  document.addEventListener('hidup', periksa);
  setInterval(detik, 1000);
  setInterval(gulung, 10000);
}());
