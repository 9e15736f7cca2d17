import { api } from "roomcast/api";
import { clock } from "roomcast/clock";
import { fill, h } from "roomcast/dom";
import { icon } from "roomcast/icon";
import { page } from "roomcast/page";
import { Refresh } from "roomcast/refresh";
import { socket } from "roomcast/socket";

const MOST_ROOMS = 50;
const countOf = (unread) => (unread > 99 ? "99+" : String(unread));

function roomItem({ id, name, kind, url }) {
  const current = decodeURI(url) === decodeURI(location.pathname) ? "page" : null;
  return h(
    "li",
    { dataset: { room: id } },
    h(
      "a",
      { class: "side-link", href: url, "aria-current": current },
      icon(kind === "public" ? "hash" : "lock"),
      h("span", { class: "side-name", dir: "auto" }, name),
      h("span", { class: "count", dataset: { slot: "unread" }, hidden: true }),
    ),
  );
}

/** The rooms one is a member of, in every tab as they are. */
class RoomList extends HTMLElement {
  #stop = null;
  /** The user's snapshot knows nothing of rooms. */
  #rooms = new Refresh({
    ask: () => api.get(`/api/rooms/?joined=true&limit=${MOST_ROOMS}`),
    put: ({ items }) => this.#replace(items),
    clock,
  });

  connectedCallback() {
    this.#stop = socket.subscribe(`user:${page.user.id}`, {
      onSnapshot: () => this.#rooms.refresh(),
      onEvent: ({ name, data }) => this.#rooms.change(() => this.#events[name]?.(data)),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #events = {
    room_joined: ({ room }) => this.#put(room),
    room_left: ({ room }) => this.#item(room)?.remove(),
    room_read: ({ room, unread }) => this.#setUnread(room, unread),
  };

  #replace(rooms) {
    this.querySelector("ul").replaceChildren();
    for (const room of rooms) this.#put(room);
  }

  #put(room) {
    const item = roomItem(room);
    const shown = this.#item(room.id);
    if (shown) shown.replaceWith(item);
    else this.querySelector("ul").insertBefore(item, this.#after(room.name));
    this.#setUnread(room.id, room.unread ?? 0);
  }

  #after(name) {
    return [...this.querySelectorAll("li")].find((item) => item.querySelector(".side-name").textContent.localeCompare(name) > 0) ?? null;
  }

  #item(id) {
    return this.querySelector(`li[data-room="${CSS.escape(id)}"]`);
  }

  #setUnread(id, unread) {
    const item = this.#item(id);
    if (!item) return;
    fill(item, { unread: countOf(unread) });
    item.querySelector(".count").hidden = unread === 0;
    item.querySelector("a").toggleAttribute("data-unread-row", unread > 0);
  }
}

customElements.define("room-list", RoomList);
