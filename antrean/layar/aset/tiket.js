// The ticket goes to the printer at a press.
(function () {
  'use strict';
  document.getElementById('cetak').addEventListener('click', function () { window.print(); });
}());
