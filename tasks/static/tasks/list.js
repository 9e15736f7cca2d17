import { OWN_TOPIC } from "notifications/topics";
import { socket } from "roomcast/socket";
import { buildCard } from "tasks/card";

/** The list of tasks: where it shows one's own without a filter, new ones come in at the top. */
class TaskList extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    if (!this.hasAttribute("data-takes-news")) return;
    this.#stop = socket.subscribe(OWN_TOPIC, {
      onSnapshot: ({ tasks }) => tasks.toReversed().forEach((task) => this.#add(task)),
      onEvent: ({ name, data }) => name === "task_created" && this.#add(data.task),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #add(task) {
    if (this.querySelector(`task-card[data-task="${task.id}"]`)) return;
    this.prepend(buildCard(task, "wide"));
    this.parentElement.querySelector(".empty").hidden = true;
  }
}

customElements.define("task-list", TaskList);
