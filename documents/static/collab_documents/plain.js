import{e as o}from"./chunks/chunk-A7AGECPE.js";import"./chunks/chunk-4C52JYPY.js";import"./chunks/chunk-G3ZNOHRJ.js";import"./chunks/chunk-YKJU4VNA.js";o();
