// Django's catalogue for scripts (`/jsi18n/`) is a classic script that leaves its functions here. Where it is missing, the
// English of the sources is shown.
const catalogue = globalThis.django ?? {};

export const gettext = (msgid) => catalogue.gettext?.(msgid) ?? msgid;

export const ngettext = (one, many, n) => catalogue.ngettext?.(one, many, n) ?? (n === 1 ? one : many);

export const pgettext = (context, msgid) => catalogue.pgettext?.(context, msgid) ?? msgid;

/** Puts values into `%(name)s`. */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

export const language = document.documentElement.lang || "en";

export const formatNumber = (n, options) => new Intl.NumberFormat(language, options).format(n);
