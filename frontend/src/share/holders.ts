/**
 * People and groups as rows and suggestions show them.
 */

import { gettext } from "../i18n";
import { element } from "../ui/element";
import { face, sign } from "../ui/face";
import type { Holder } from "./shareApi";

/** What somebody, or a group, is called. */
export function holderName({ user, group }: Holder): string {
  return user?.name ?? group ?? "";
}

/** How the server is told who is meant. */
export function holderKey({ user, group }: Holder): { readonly user: string } | { readonly group: string } {
  return user ? { user: user.username } : { group: group ?? "" };
}

/** The round picture. */
export function holderFace({ user }: Holder): HTMLElement {
  return user ? face(user) : sign("people");
}

/** Name, and below it what tells people of the same name apart. */
export function holderText(holder: Holder, more = ""): HTMLElement {
  const small = holder.user ? `@${holder.user.username}` : gettext("Group");
  return element(
    "span",
    { class: "share-who" },
    element("span", { class: "share-name" }, holderName(holder), more),
    element("span", { class: "share-small" }, small),
  );
}
