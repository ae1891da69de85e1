/**
 * Roles and reaches in words: pure. The server's table is `documents/access.py`.
 */

import { gettext } from "../i18n";

export type LinkRole = "editor" | "commenter" | "reader";
export type GivenRole = LinkRole | "owner";
export type Reach = "restricted" | "signed_in" | "anyone";

/** What a link, or the address, may give. */
export const LINK_ROLES: readonly LinkRole[] = ["reader", "commenter", "editor"];
/** What people and groups may be given by name. */
export const GIVEN_ROLES: readonly GivenRole[] = [...LINK_ROLES, "owner"];
export const REACHES: readonly Reach[] = ["restricted", "signed_in", "anyone"];

/** What somebody with the role can do, in two words. */
export function roleName(role: string): string {
  const names: Readonly<Record<string, string>> = {
    commenter: gettext("Can comment"),
    editor: gettext("Can edit"),
    "link-editor": gettext("Can edit"),
    owner: gettext("Co-owner"),
    reader: gettext("Can view"),
  };
  return names[role] ?? role;
}

/** Whom the address lets in. */
export function reachName(reach: Reach): string {
  const names: Readonly<Record<Reach, string>> = {
    anyone: gettext("Anyone with the address"),
    restricted: gettext("Only people with access"),
    signed_in: gettext("Everybody with an account"),
  };
  return names[reach];
}

/** What a reach means, in a sentence. */
export function reachSentence(reach: Reach): string {
  const sentences: Readonly<Record<Reach, string>> = {
    anyone: gettext("Whoever knows the address comes in, without signing in."),
    restricted: gettext("The address opens the document only for the people above, and for share links."),
    signed_in: gettext("Whoever has an account here and knows the address comes in."),
  };
  return sentences[reach];
}

/** The symbol of a reach. */
export function reachIcon(reach: Reach): string {
  return { anyone: "globe", restricted: "lock", signed_in: "people" }[reach];
}
