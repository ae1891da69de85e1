/**
 * Pages that are made by the server alone: their menus close, and the theme can be changed.
 */

import { required } from "./ui/element";
import { bindMenus } from "./ui/menus";
import { bindThemeButton } from "./ui/theme";

bindMenus();
bindThemeButton(required("#theme", HTMLButtonElement));
