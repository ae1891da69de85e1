var e=matchMedia("(prefers-reduced-motion: reduce)");function o(){return e.matches?"instant":"smooth"}export{o as a};
