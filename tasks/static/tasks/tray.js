import { OWN_TOPIC } from "notifications/topics";
import { fill } from "roomcast/dom";
import { formatNumber } from "roomcast/i18n";
import { socket } from "roomcast/socket";
import { buildCard } from "tasks/card";

/** One's own tasks in the corner of every page. What has ended stays until the tray is closed. */
class TaskTray extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    this.addEventListener("task-changed", this.#count);
    this.querySelector("details").addEventListener("toggle", this.#tidy);
    this.#stop = socket.subscribe(OWN_TOPIC, {
      onSnapshot: ({ tasks }) => tasks.forEach((task) => this.#add(task)),
      onEvent: ({ name, data }) => name === "task_created" && this.#add(data.task),
    });
  }

  disconnectedCallback() {
    this.removeEventListener("task-changed", this.#count);
    this.querySelector("details").removeEventListener("toggle", this.#tidy);
    this.#stop();
  }

  get #cards() {
    return [...this.querySelectorAll("task-card")];
  }

  #add(task) {
    // A room may start another's task for all; the tray is for one's own.
    if (this.querySelector(`task-card[data-task="${task.id}"]`)) return;
    this.querySelector('[data-slot="tasks"]').prepend(buildCard(task, "compact"));
    this.#count();
  }

  #count = () => {
    const running = this.#cards.filter((card) => !card.isOver).length;
    this.hidden = this.#cards.length === 0;
    this.querySelector('[data-slot="count"]').hidden = running === 0;
    fill(this, { count: formatNumber(running) });
  };

  #tidy = ({ target }) => {
    if (target.open) return;
    for (const card of this.#cards) if (card.isOver) card.remove();
    this.#count();
  };
}

customElements.define("task-tray", TaskTray);
