/**
 * Whether things may move: some people get dizzy from it and have told their system.
 */

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** How the page scrolls to a place: at once for those who asked for less motion. The style sheet cannot say so. */
export function scrolling(): ScrollBehavior {
  return CALM.matches ? "instant" : "smooth";
}
