import{e as o}from"./chunks/chunk-D7ABS4ON.js";import"./chunks/chunk-4C52JYPY.js";import"./chunks/chunk-G3ZNOHRJ.js";import"./chunks/chunk-YKJU4VNA.js";o();
