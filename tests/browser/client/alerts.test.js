import { Alerts } from "notifications/alerts";
import { equal } from "./fakes.js";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const alert = (id, more = {}) => ({ id, severity: "info", at: "2026-11-22T10:00:00.000Z", ...more });
const ids = (alerts, now = NOON) => alerts.inForce(now).map(({ id }) => id);

export function the_most_urgent_come_first_and_then_the_newest() {
  const newer = { at: "2026-11-22T11:00:00.000Z" };
  const alerts = new Alerts([alert(1), alert(2, newer), alert(3, { severity: "warning" }), alert(4, { severity: "critical" })]);
  equal(ids(alerts), [4, 3, 2, 1]);
}

export function what_has_ended_is_gone_and_the_next_end_is_known() {
  const alerts = new Alerts([alert(1, { ends_at: "2026-11-22T12:00:05Z" }), alert(2, { ends_at: "2026-11-22T12:00:09Z" }), alert(3)]);
  equal([ids(alerts), alerts.nextEnd(NOON)], [[3, 2, 1], NOON + 5_000]);
  equal([ids(alerts, NOON + 5_000), alerts.nextEnd(NOON + 5_000)], [[3, 2], NOON + 9_000]);
  equal([ids(alerts, NOON + 9_000), alerts.nextEnd(NOON + 9_000)], [[3], null]);
}

export function raised_twice_it_is_there_once() {
  const alerts = new Alerts();
  alerts.raise(alert(1));
  alerts.raise(alert(1));
  equal(ids(alerts), [1]);
  alerts.remove(1);
  alerts.remove(1);
  equal(ids(alerts), []);
}
