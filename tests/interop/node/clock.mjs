/** The clock of a machine that may be wrong, by as many seconds as the file in `FAULT_CLOCK` says at the time. */

import { readFileSync } from "node:fs";

const path = process.env.FAULT_CLOCK;
const right = Date.now;

if (path !== undefined) Date.now = () => right() + Number(readFileSync(path, "utf8")) * 1000;
