/**
 * Pages that are made by the server alone, but for the bar on top.
 */

import { bindTopBar } from "./topBar";

bindTopBar();
