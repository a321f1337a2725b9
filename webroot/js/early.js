/* Runs before the first paint: theme and language, so that nothing flashes. */
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem('hawser.theme');
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
    var lang = localStorage.getItem('hawser.lang') || navigator.language || 'en';
    root.lang = /^zh/i.test(lang) ? 'zh' : 'en';
  } catch (e) {
    root.lang = 'en'; // storage refused (private mode): the defaults serve
  }
})();
