import { fill } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { icon } from "roomcast/icon";

const FACES = {
  info: { picture: "info", label: gettext("Info") },
  success: { picture: "check", label: gettext("Success") },
  warning: { picture: "warning", label: gettext("Warning") },
  critical: { picture: "alert", label: gettext("Critical") },
};

/** Puts an alert into a fresh copy of the server's own markup. */
export function fillBanner(banner, { id, severity, title, text, link, dismissible, must_acknowledge: mustAcknowledge }) {
  Object.assign(banner.dataset, { alert: id, severity });
  banner.setAttribute("role", severity === "critical" ? "alert" : "status");
  banner.querySelector(".icon").replaceWith(icon(FACES[severity].picture, FACES[severity].label));
  fill(banner, { title, text });
  banner.querySelector('[data-slot="title"]').hidden = !title;
  const anchor = banner.querySelector('[data-slot="link"]');
  anchor.href = link;
  anchor.hidden = !link;
  if (!mustAcknowledge) banner.querySelector('[data-action="acknowledge"]').form.remove();
  if (!dismissible) banner.querySelector('[data-action="dismiss"]').form.remove();
  return banner;
}
