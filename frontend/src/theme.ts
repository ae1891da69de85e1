/**
 * What comes before everything else: the chosen colours, set before the page is painted, and a word for a page whose
 * own script does not come. A plain script in the head, because a module would come late, or not at all.
 */

try {
  const theme = localStorage.getItem("collab:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch (error) {
  // Storage is forbidden: the system's colours it is.
  if (!(error instanceof DOMException)) throw error;
}

function showBroken(): void {
  const note = document.querySelector<HTMLElement>("#broken");
  if (note !== null) note.hidden = false;
}

// Errors of scripts do not bubble.
addEventListener(
  "error",
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement)) return;
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", showBroken);
    else showBroken();
  },
  { capture: true },
);
