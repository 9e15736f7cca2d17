const YEAR_SECONDS = 31_536_000;

/** The theme's form works by itself; here it answers without a new page. */
class ThemeForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#choose);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#choose);
  }

  #choose = (event) => {
    const chosen = event.target.closest("button[name=theme]");
    if (!chosen) return;
    event.preventDefault();
    document.documentElement.dataset.theme = chosen.value;
    document.cookie = `theme=${chosen.value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    for (const button of this.querySelectorAll("button[name=theme]")) button.setAttribute("aria-pressed", String(button === chosen));
  };
}

customElements.define("theme-form", ThemeForm);
