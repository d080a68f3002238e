// Before the first paint, and as a file of its own: the page's policy allows no inline script.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem("releasewatch.theme");
  } catch (e) {
    // Storage may be forbidden: then the system decides.
  }
  var isChosen = stored === "dark" || stored === "light";
  var dark = isChosen ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.add(dark ? "dark" : "light");
})();

// The page may be an old one that a cache has kept, whose scripts the server no longer has: then nothing else can say so.
window.addEventListener(
  "error",
  function (event) {
    var root = document.getElementById("root");
    if (event.target instanceof HTMLScriptElement && root && root.childElementCount === 0) {
      root.textContent = "Releasewatch could not be loaded completely. Load the page again.";
    }
  },
  true,
);
