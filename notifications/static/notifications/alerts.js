const URGENCY = ["critical", "warning", "success", "info"];
const rank = ({ severity }) => URGENCY.indexOf(severity);
const byUrgency = (a, b) => rank(a) - rank(b) || b.at.localeCompare(a.at) || b.id - a.id;

/** The alerts that are to be seen. Knows nothing of the page. */
export class Alerts {
  #known;

  constructor(alerts = []) {
    this.replace(alerts);
  }

  /** Those in force at `now`, the most urgent first. */
  inForce(now) {
    return [...this.#known.values()].filter(({ ends_at: end }) => !end || Date.parse(end) > now).sort(byUrgency);
  }

  /** When the next of them ends, or `null`. */
  nextEnd(now) {
    const ends = this.inForce(now).flatMap(({ ends_at: end }) => (end ? [Date.parse(end)] : []));
    return ends.length ? Math.min(...ends) : null;
  }

  raise(alert) {
    this.#known.set(alert.id, alert);
  }

  remove(id) {
    this.#known.delete(id);
  }

  replace(alerts) {
    this.#known = new Map(alerts.map((alert) => [alert.id, alert]));
  }
}
