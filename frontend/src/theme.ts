/**
 * Sets the chosen colours before the page is painted: a plain script in the head, because a module would come late.
 */

try {
  const theme = localStorage.getItem("collab:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch (error) {
  // Storage is forbidden: the system's colours it is.
  if (!(error instanceof DOMException)) throw error;
}
