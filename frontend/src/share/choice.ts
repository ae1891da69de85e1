/**
 * A select element for one of several values.
 */

import { element } from "../ui/element";

export interface ChoiceOptions<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly name: (value: Value) => string;
  readonly value: Value;
  readonly changed?: (value: Value) => void;
}

/** A labelled select; `chosen` reads it. */
export function choice<Value extends string>(options: ChoiceOptions<Value>): HTMLSelectElement {
  const { label, values, name, value, changed } = options;
  const select = element("select", { "aria-label": label, class: "select" });
  select.append(...values.map((each) => element("option", { selected: each === value, value: each }, name(each))));
  if (changed) select.addEventListener("change", () => changed(select.value as Value));
  return select;
}

/** What is chosen in a select that `choice` made of these values. */
export function chosen<Value extends string>(select: HTMLSelectElement, values: readonly Value[]): Value {
  const value = values.find((each) => each === select.value);
  if (value === undefined) throw new TypeError(`"${select.value}" is no choice.`);
  return value;
}
