import{c as t}from"./chunks/chunk-RYH4RFLG.js";import{a as m}from"./chunks/chunk-A7VYU2JV.js";import{f as e}from"./chunks/chunk-YKJU4VNA.js";t();m(e("#theme",HTMLButtonElement));
