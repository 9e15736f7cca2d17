import { isComposing } from "roomcast/ime";

/** `<drop-menu>` around `<details class="menu">`: native opening, plus closing and arrow keys. */
class DropMenu extends HTMLElement {
  #controller = null;

  connectedCallback() {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.addEventListener("click", (event) => event.target.closest("a.menu-item, button.menu-item") && this.close(), { signal });
    document.addEventListener("pointerdown", (event) => !this.contains(event.target) && this.close(), { signal });
    this.addEventListener("focusout", (event) => event.relatedTarget && !this.contains(event.relatedTarget) && this.close(), { signal });
  }

  disconnectedCallback() {
    this.#controller.abort();
  }

  get #details() {
    return this.querySelector("details.menu");
  }

  close() {
    this.#details.open = false;
  }

  #onKey(event) {
    if (isComposing(event) || !this.#details.open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step);
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(step) {
    const items = [...this.querySelectorAll(".menu-item")];
    const at = items.indexOf(document.activeElement);
    items.at((at + step + items.length) % items.length)?.focus();
  }

  #leave() {
    this.close();
    this.querySelector("summary").focus();
  }
}

customElements.define("drop-menu", DropMenu);
