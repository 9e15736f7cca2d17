import { h } from "roomcast/dom";
import { isComposing } from "roomcast/ime";

/** Those whose name begins as the text does, while only the name is being written. */
export function matching(commands, text) {
  const name = /^\/([^\s/]*)$/.exec(text)?.[1];
  return name === undefined ? [] : commands.filter((command) => command.name.startsWith(name.toLowerCase()));
}

/** Suggests slash commands while one is being typed; Tab takes the first. */
export class SlashHints {
  #input;
  #hints;
  #commands = JSON.parse(document.getElementById("slash-commands").textContent);

  constructor(input, hints) {
    this.#input = input;
    this.#hints = hints;
    for (const type of ["input", "said"]) input.addEventListener(type, () => this.#show());
    input.addEventListener("keydown", (event) => this.#onKey(event));
  }

  #show() {
    const found = matching(this.#commands, this.#input.value);
    this.#hints.hidden = found.length === 0;
    this.#hints.replaceChildren(...found.map((command) => this.#hint(command)));
  }

  #hint(command) {
    const take = () => this.#take(command);
    const usage = command.usage && h("span", {}, command.usage);
    return h("button", { type: "button", class: "chip", on: { click: take } }, h("strong", {}, `/${command.name}`), usage, h("span", { class: "muted" }, command.title));
  }

  #onKey(event) {
    if (event.key !== "Tab" || event.shiftKey || isComposing(event) || this.#hints.hidden) return;
    event.preventDefault();
    this.#take(matching(this.#commands, this.#input.value)[0]);
  }

  #take(command) {
    this.#input.value = `/${command.name} `;
    this.#input.dispatchEvent(new Event("input"));
    this.#input.focus();
  }
}
