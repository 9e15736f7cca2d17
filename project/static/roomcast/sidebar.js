const phone = matchMedia("(max-width: 48rem)");

/** On a phone the sidebar is a sheet over the page; the top bar's button opens it. */
class SideBar extends HTMLElement {
  #controller = null;

  connectedCallback() {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const toggle = document.querySelector('[data-action="sidebar"]');
    toggle?.addEventListener("click", () => this.#set(!this.hasAttribute("data-open"), toggle), { signal });
    this.addEventListener("click", (event) => event.target.closest("a") && this.#set(false, toggle), { signal });
    document.addEventListener("pointerdown", (event) => this.#leave(event.target, toggle), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave(document.body, toggle), { signal });
  }

  disconnectedCallback() {
    this.#controller.abort();
  }

  #leave(target, toggle) {
    const outside = !this.contains(target) && !toggle?.contains(target);
    if (outside && this.hasAttribute("data-open")) this.#set(false, toggle);
  }

  #set(open, toggle) {
    this.toggleAttribute("data-open", open && phone.matches);
    toggle?.setAttribute("aria-expanded", String(open && phone.matches));
    if (open) this.querySelector("a, button, input")?.focus();
    else if (this.contains(document.activeElement)) toggle?.focus();
  }
}

customElements.define("side-bar", SideBar);
