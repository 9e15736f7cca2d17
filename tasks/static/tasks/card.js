import { h } from "roomcast/dom";
import { describe } from "roomcast/errors";
import { gettext } from "roomcast/i18n";
import { icon } from "roomcast/icon";
import { page } from "roomcast/page";
import { socket } from "roomcast/socket";
import { timeElement } from "roomcast/time";
import { toast } from "roomcast/toast";
import "tasks/progress";
import { errorOf, isFinal, labelOf } from "tasks/words";

/** A task's card, in rooms, lists and the tray: who, what, how far, and what may be done about it. */
export class TaskCard extends HTMLElement {
  #shown = "";

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("task-state", this.#heard);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.removeEventListener("task-state", this.#heard);
  }

  #heard = ({ detail }) => this.#show(detail);

  get isOver() {
    return isFinal(this.dataset.state);
  }

  #show(data) {
    this.dataset.state = data.state;
    const chip = this.#slot("state");
    chip.dataset.state = data.state;
    chip.textContent = labelOf(data.state);
    this.#slot("title").textContent = data.title;
    this.#slot("error").textContent = errorOf(data);
    if (this.#shown === data.state + data.attempt) return;
    this.#shown = data.state + data.attempt;
    this.#showFoot(data);
    this.dispatchEvent(new CustomEvent("task-changed", { bubbles: true }));
  }

  #showFoot({ state, files, owner }) {
    if (owner === page.user?.id) this.dataset.mayChange = "";
    const foot = this.#slot("foot");
    const hadFocus = foot.contains(document.activeElement);
    foot.replaceChildren(...files.map(downloadLink), ...this.#buttons(state));
    if (hadFocus) (foot.querySelector("a, button") ?? this.#slot("title")).focus();
  }

  #buttons(state) {
    if (!("mayChange" in this.dataset)) return [];
    if (!isFinal(state)) return state === "CANCELLING" ? [] : [actionButton("cancel", gettext("Cancel"))];
    return state === "SUCCESS" ? [] : [actionButton("retry", gettext("Try again"))];
  }

  #clicked = async (event) => {
    const button = event.target.closest('[data-action="cancel"], [data-action="retry"]');
    if (!button) return;
    // The form that works without scripts.
    event.preventDefault();
    button.disabled = true;
    try {
      await socket.command(`task:${this.dataset.task}`, button.dataset.action);
    } catch (error) {
      toast(describe(error), { severity: "warning" });
      button.disabled = false;
    }
  };

  #slot(name) {
    return this.querySelector(`[data-slot="${name}"]`);
  }
}

customElements.define("task-card", TaskCard);

function downloadLink({ name, url }) {
  return h("a", { class: "button small", href: url, download: true }, icon("download"), h("span", { class: "truncate", dir: "auto" }, name));
}

function actionButton(action, label) {
  return h("button", { type: "button", class: "button small", dataset: { action } }, icon(action), label);
}

function bar({ id, title, state }) {
  return h(
    "task-progress",
    { dataset: { task: id, state } },
    h("progress", { max: 100, value: 0, "aria-label": title }),
    h(
      "span",
      { class: "progress-line" },
      h("span", { dataset: { slot: "figures" } }),
      h("span", { class: "grow truncate", dataset: { slot: "note" }, dir: "auto" }),
      h("span", { dataset: { slot: "left" } }),
    ),
    h("span", { class: "visually-hidden", role: "status", dataset: { slot: "spoken" } }),
  );
}

/** A card of what is known so far; its task's state, which comes by the socket, completes it. */
export function buildCard({ id, title, state = "QUEUED", owner_name: owner, created_at: created }, size = "") {
  const head = h(
    "div",
    { class: "task-head" },
    icon("tasks"),
    h("a", { class: "task-title", href: `/tasks/${id}/`, dataset: { slot: "title" }, dir: "auto" }, title),
    owner && h("span", { class: "task-owner", dataset: { slot: "owner" }, dir: "auto" }, owner),
    size === "wide" && h("span", { class: "task-owner" }, timeElement(created, "relative")),
    h("span", { class: "state-chip", dataset: { state, slot: "state" } }, labelOf(state)),
  );
  const error = h("p", { class: "task-error", dataset: { slot: "error" }, dir: "auto" });
  const foot = h("div", { class: "task-foot", dataset: { slot: "foot" } });
  return h("task-card", { class: `task-card ${size}`, dataset: { task: id, state } }, head, bar({ id, title, state }), error, foot);
}
