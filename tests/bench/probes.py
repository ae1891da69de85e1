"""What the measured pages run themselves."""

LOAD = """
(() => {
    const figures = { cls: 0, lcp: 0, tasks: [] };
    globalThis.figures = figures;
    const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
        .observe({ buffered: true, type });
    watch('layout-shift', ({ hadRecentInput, value }) => {
        if (!hadRecentInput) figures.cls += value;
    });
    watch('largest-contentful-paint', ({ startTime }) => { figures.lcp = startTime; });
    watch('longtask', ({ duration, startTime }) => figures.tasks.push({ duration, startTime }));
    new MutationObserver((_changes, observer) => {
        if (document.querySelector('[data-testid=editor][contenteditable=true]') === null) return;
        observer.disconnect();
        performance.mark('ready');
    }).observe(document, { attributes: true, childList: true, subtree: true });
})();
"""
"""Notes what the browser measures, and when there is something that one can type in."""

READ_LOAD = """() => {
    const { cls, lcp, tasks } = globalThis.figures;
    const ready = performance.getEntriesByName('ready')[0].startTime;
    const first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    const tbt = tasks.filter(({ startTime }) => startTime >= first)
        .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
    return { cls, lcp, ready, tbt };
}"""

LOADED_SCRIPTS = """() => {
    const ready = performance.getEntriesByName('ready')[0].startTime;
    return performance.getEntriesByType('resource')
        .filter(({ name, responseEnd }) => name.includes('.js') && responseEnd <= ready)
        .map(({ name }) => name);
}"""
"""Addresses of the scripts that had come when one could type."""

KEYS = """
globalThis.keys = [];
addEventListener('keydown', ({ key, timeStamp }) => {
    if (key.length !== 1) return;
    requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => globalThis.keys.push(performance.now() - timeStamp);
        port2.postMessage(null);
    });
}, { capture: true });
"""
"""For each letter: the time from the key to the end of the frame that shows it.

A task that a frame asks for runs when that frame has been handed over for painting.
"""

READ_KEYS = "globalThis.keys"

HEAP = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
"""Parts of what Chromium says about a heap."""
