/**
 * The words of the page in the reader's language. Messages are written in English and are their
 * own keys; Django's catalogue for scripts, where the page carries one, holds the other languages.
 */

type Values = Readonly<Record<string, string | number>>;

interface Catalogue {
  gettext(message: string): string;
  ngettext(singular: string, plural: string, count: number): string;
}

/** `message` in the reader's language, with each `%(name)s` replaced by its value. */
export function gettext(message: string, values: Values = {}): string {
  return fill(catalogue()?.gettext(message) ?? message, values);
}

/** As `gettext`, in the form that `count` asks for; `%(count)s` stands for the number. */
export function ngettext(singular: string, plural: string, count: number, values: Values = {}): string {
  const english = count === 1 ? singular : plural;
  const message = catalogue()?.ngettext(singular, plural, count) ?? english;
  return fill(message, { count, ...values });
}

function catalogue(): Catalogue | undefined {
  return (globalThis as { django?: Catalogue }).django;
}

function fill(message: string, values: Values): string {
  return message.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}
