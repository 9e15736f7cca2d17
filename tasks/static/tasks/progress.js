import { fill } from "roomcast/dom";
import { interpolate, gettext } from "roomcast/i18n";
import { watch } from "tasks/watching";
import { figuresOf, isFinal, isIndeterminate, labelOf, leftOf, noteOf } from "tasks/words";

/**
 * `<task-progress data-task data-state>` around a native `<progress>`: kept right for as long as it is on the page.
 * Tells whatever is around it by the event `task-state`, whose detail is the state's data.
 */
export class TaskProgress extends HTMLElement {
  #stop = () => {};
  #quarter = null;

  connectedCallback() {
    this.#stop = watch(this.dataset.task, {
      version: this.dataset.version?.split(",").map(Number) ?? null,
      isOver: isFinal(this.dataset.state),
      onState: (state) => this.#show(state),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #show({ version, data }) {
    this.dataset.state = data.state;
    this.dataset.version = version.join(",");
    const bar = this.querySelector("progress");
    // Without a value it is indeterminate, and no screen reader says "zero per cent".
    if (isIndeterminate(data)) bar.removeAttribute("value");
    else bar.value = data.percent ?? 0;
    bar.setAttribute("aria-label", data.title);
    fill(this, { figures: figuresOf(data), note: noteOf(data), left: leftOf(data) });
    this.#say(data);
    this.dispatchEvent(new CustomEvent("task-state", { detail: data, bubbles: true }));
  }

  /** Whoever listens hears quarters and the end, and not every tick. */
  #say({ title, state, percent }) {
    const quarter = isFinal(state) ? state : Math.floor((percent ?? 0) / 25);
    const first = this.#quarter === null && !isFinal(state);
    if (quarter === this.#quarter) return;
    this.#quarter = quarter;
    if (first || quarter === 0) return;
    const news = isFinal(state) ? labelOf(state) : figuresOf({ percent: quarter * 25 });
    fill(this, { spoken: interpolate(gettext("%(task)s: %(news)s"), { task: title, news }) });
  }
}

customElements.define("task-progress", TaskProgress);
