import { CodedError } from "roomcast/errors";
import { api } from "roomcast/api";
import { isNearEnd, scrollToEnd } from "roomcast/dom";
import { socket } from "roomcast/socket";
import { timeElement } from "roomcast/time";
import { watch } from "tasks/watching";

/** The facts of one task's page that change while it runs. */
class TaskFacts extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    this.#stop = watch(this.dataset.task, { isOver: true, onState: ({ data }) => this.#show(data) });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #show({ attempt, started_at: started, ended_at: ended }) {
    this.#slot("attempt").textContent = attempt;
    this.#slot("started").replaceChildren(started ? timeElement(started, "datetime") : "—");
    this.#slot("ended").replaceChildren(ended ? timeElement(ended, "datetime") : "—");
  }

  #slot(name) {
    return this.querySelector(`[data-slot="${name}"]`);
  }
}

/** The log: the lines that were there, then those that come. A state says how many there are; they are fetched when it grows. */
class TaskLog extends HTMLElement {
  #stop = () => {};
  #head = 0;
  #wanted = 0;
  #isFetching = false;

  connectedCallback() {
    this.#head = this.#wanted = Number(this.dataset.head);
    scrollToEnd(this.#lines);
    const stopWatching = watch(this.dataset.task, { isOver: true, onState: ({ data }) => this.#heard(data.log_head) });
    // What could not be fetched is fetched when the server is there again.
    const stopWaiting = socket.connection.subscribe(({ status }) => status === "live" && this.#heard(this.#wanted));
    this.#stop = () => {
      stopWatching();
      stopWaiting();
    };
  }

  disconnectedCallback() {
    this.#stop();
  }

  get #lines() {
    return this.querySelector('[data-slot="lines"]');
  }

  #heard(head) {
    this.#wanted = Math.max(this.#wanted, head);
    if (!this.#isFetching) this.#fetch().catch(ignoreOutage);
  }

  async #fetch() {
    this.#isFetching = true;
    try {
      while (this.#head < this.#wanted) {
        const { items } = await api.get(`/api/tasks/${this.dataset.task}/log/?after=${this.#head}`);
        if (!items.length) return;
        this.#append(items);
      }
    } finally {
      this.#isFetching = false;
    }
  }

  #append(items) {
    const follows = isNearEnd(this.#lines);
    this.#lines.append(...items.map(({ text }) => `${text}\n`));
    this.#head = items.at(-1).number;
    for (const slot of ["lines", "download"]) this.querySelector(`[data-slot="${slot}"]`).hidden = false;
    this.querySelector('[data-slot="none"]').hidden = true;
    if (follows) scrollToEnd(this.#lines);
  }
}

function ignoreOutage(error) {
  if (!(error instanceof CodedError)) throw error;
}

customElements.define("task-facts", TaskFacts);
customElements.define("task-log", TaskLog);
