/**
 * Does anybody sit before this page: what the others see as "idle".
 */

/** Reading takes a while without a key or a movement. */
const IDLE_AFTER_MS = 120_000;
/** A look at another tab is no absence. */
const AWAY_AFTER_MS = 20_000;

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"] as const;

/** Tells `changed` when attention goes and when it comes back, from now on. */
export function watchAttention(changed: (isIdle: boolean) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (time: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(true), time);
  };
  const noticed = () => {
    if (document.hidden) return;
    changed(false);
    wait(IDLE_AFTER_MS);
  };
  for (const sign of SIGNS) addEventListener(sign, noticed, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => (document.hidden ? wait(AWAY_AFTER_MS) : noticed()));
  wait(IDLE_AFTER_MS);
}
