// Runs before the first paint, so that a dark page does not flash white.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('plumbline-theme');
  } catch {
    // No storage: the system's theme it is.
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
