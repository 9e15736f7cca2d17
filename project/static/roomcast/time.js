import { h } from "roomcast/dom";
import { gettext, language } from "roomcast/i18n";
import { page } from "roomcast/page";

const DAY_MS = 86_400_000;
const zone = page.timeZone ? { timeZone: page.timeZone } : {};
const formatter = (options) => new Intl.DateTimeFormat(language, { ...zone, ...options });
const formats = {
  time: formatter({ timeStyle: "short" }),
  date: formatter({ dateStyle: "medium" }),
  datetime: formatter({ dateStyle: "medium", timeStyle: "short" }),
  full: formatter({ dateStyle: "full", timeStyle: "long" }),
  day: formatter({ weekday: "long", day: "numeric", month: "long" }),
  year: formatter({ dateStyle: "long" }),
};
// Calendar days compare as text; Swedish writes them as ISO 8601 does.
const keys = new Intl.DateTimeFormat("sv-SE", { ...zone, dateStyle: "short" });
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });

/** The calendar day of a moment where the viewer is: `2026-11-22`. */
export function dayKey(iso) {
  return keys.format(new Date(iso));
}

export function dayLabel(iso, now = new Date()) {
  const day = dayKey(iso);
  if (day === dayKey(now)) return gettext("Today");
  if (day === dayKey(now.getTime() - DAY_MS)) return gettext("Yesterday");
  return (day.slice(0, 4) === dayKey(now).slice(0, 4) ? formats.day : formats.year).format(new Date(iso));
}

function relative(date, now = new Date()) {
  const seconds = (date - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 60) return gettext("just now");
  if (size < 3600) return ago.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return ago.format(Math.round(seconds / 3600), "hour");
  return formats.date.format(date);
}

/** Writes a moment in the viewer's own zone and language into a `<time>`. */
export function fillTime(element, iso = element.dateTime) {
  const date = new Date(iso);
  const format = element.dataset.format ?? "datetime";
  element.dateTime = iso;
  element.textContent = format === "relative" ? relative(date) : (formats[format] ?? formats.datetime).format(date);
  element.title = formats.full.format(date);
}

export function fillTimes(root) {
  for (const element of root.querySelectorAll("time[datetime][data-format]")) fillTime(element);
}

/** "5 min ago" grows old by itself. */
export function keepRelative(root, everyMs = 60_000) {
  setInterval(() => root.querySelectorAll('time[datetime][data-format="relative"]').forEach((element) => fillTime(element)), everyMs);
}

export function timeElement(iso, format = "time") {
  const element = h("time", { dataset: { format } });
  fillTime(element, iso);
  return element;
}

const units = (value, unit) =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(value);

/** "42 sec", "3 min", "2 hr": rough on purpose, for time that is left or was taken. */
export function formatDuration(seconds) {
  if (seconds < 60) return units(Math.max(1, Math.round(seconds)), "second");
  if (seconds < 3600) return units(Math.round(seconds / 60), "minute");
  return units(Math.round(seconds / 3600), "hour");
}
