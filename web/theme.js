// Runs before the first paint, so that a dark page does not flash white.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('plumbline-theme');
  } catch {
    // No storage: the system's theme it is.
  }
  // A wall may be told by its address.
  if (location.pathname === '/wall') {
    document.documentElement.classList.add('on-wall');
    var wanted = /[?&]theme=(dark|light|auto)(&|$)/.exec(location.search);
    if (wanted) choice = wanted[1];
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.querySelector('[name=theme-color]').content = dark ? '#0d1219' : '#f3f5f8';
})();
