// Before the first paint, and as a file of its own: the page's policy allows no inline script.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem("releasewatch.theme");
  } catch (e) {
    // Storage may be forbidden: then the system decides.
  }
  var dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.add(dark ? "dark" : "light");
})();
