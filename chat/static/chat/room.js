import { clock } from "roomcast/clock";
import { fill } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { page } from "roomcast/page";
import { socket } from "roomcast/socket";
import { Composer } from "chat/composer";
import { StickyEnd } from "chat/end";
import { PeopleHere } from "chat/here";
import { draftOf, Unsent } from "chat/kept";
import { MessageLog } from "chat/log";
import { OlderMessages } from "chat/older";
import { Outgoing } from "chat/outgoing";
import { NewestPill } from "chat/pill";
import { Reading } from "chat/reading";
import { RoomCommands } from "chat/commands";
import { MessageTools } from "chat/tools";
import { OwnTyping, TypingLine } from "chat/typing";

/** A room: brings its parts together. Each part does one thing and knows none of the others. */
class ChatRoom extends HTMLElement {
  #stop = null;
  #end = null;

  connectedCallback() {
    if (this.querySelector("dialog[data-open]")) this.querySelector("dialog").showModal();
    // A page of the past is only read: news has no place in it.
    if (this.hasAttribute("data-past")) return;
    this.#scroller = this.querySelector(".log-scroll");
    this.#commands = new RoomCommands(`room:${this.dataset.room}`);
    this.#log = new MessageLog(this.querySelector("#chat-log"), this.#scroller);
    this.#here = new PeopleHere(document);
    this.#typing = new TypingLine(this.querySelector('[data-slot="typing"]'));
    this.#buildReading();
    this.#buildWriting();
    this.#stop = socket.subscribe(`room:${this.dataset.room}`, this.#handlers());
    this.#end = new StickyEnd(this.#scroller, this.querySelector("#chat-log"));
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#end?.stop();
  }

  #scroller;
  #commands;
  #log;
  #here;
  #typing;
  #reading;
  #older;
  #pill;
  #composer;

  #buildReading() {
    const log = this.#log;
    const scroller = this.#scroller;
    const commands = this.#commands;
    this.#older = new OlderMessages({ link: this.querySelector(".older"), scroller, log, fetch: (place) => commands.history(place) });
    this.#pill = new NewestPill({ pill: this.querySelector(".pill"), scroller, log });
    this.#reading = new Reading({ log, mark: (id) => commands.markRead(id), marked: Number(this.dataset.read) });
    scroller.addEventListener("scroll", () => this.#reading.look(), { passive: true });
    log.addEventListener("changed", () => {
      this.#reading.look();
      this.querySelector("[data-slot-empty]").hidden = !log.isEmpty;
    });
    this.#reading.look();
  }

  #buildWriting() {
    const commands = this.#commands;
    const room = this.dataset.room;
    const composer = new Composer(this.querySelector(".composer"), draftOf(room));
    const link = {
      send: (text, key, replyTo) => commands.post(text, key, replyTo),
      withdraw: (key) => commands.withdraw(key),
      hurry: () => socket.retryNow(),
    };
    const giveBack = (entry, reason) => this.#giveBack(entry, reason);
    const outgoing = new Outgoing({ log: this.#log, unsent: new Unsent(room), link, giveBack, clock });
    const typing = new OwnTyping((name) => commands.tell(name));
    composer.addEventListener("say", ({ detail }) => outgoing.post(detail.text, detail.replyTo));
    composer.addEventListener("writing", () => typing.writing());
    composer.addEventListener("stopped", () => typing.stopped());
    composer.addEventListener("edit-last", () => this.#editLast());
    this.#composer = composer;
    const moderates = this.hasAttribute("data-moderates");
    new MessageTools({ list: this.querySelector("#chat-log"), moderates, act: (...what) => this.#act(...what) });
    outgoing.resume();
  }

  #handlers() {
    return {
      // The answer may be older than our own entry.
      onPresent: (people) => this.#here.set([...people, page.user]),
      onSnapshot: (snapshot) => this.#showAll(snapshot),
      onEvent: ({ name, data }) => this.#events[name]?.(data),
      onSignal: ({ name, data }) => this.#signals[name]?.(data.user),
      onGone: () => this.#composer.close(gettext("You are no longer in this room.")),
    };
  }

  #showAll({ room, messages, more }) {
    this.#log.replace(messages);
    this.#older.setMore(more);
    this.#showMembers(room);
  }

  #events = {
    message_posted: (message) => {
      this.#log.add(message);
      this.#typing.stopped(message.author);
      this.#pill.came();
    },
    message_edited: (message) => this.#log.update(message),
    message_deleted: (message) => this.#log.update(message),
    message_reacted: (message) => this.#log.update(message),
    messages_imported: ({ messages, more }) => {
      if (!more) messages.forEach((message) => this.#log.add(message));
      else this.#log.replace(messages);
      this.#older.setMore(more || !this.querySelector(".older").hidden);
    },
    member_joined: (change) => this.#showMembers(change),
    member_left: (change) => this.#showMembers(change),
  };

  #signals = {
    typing_started: (user) => this.#typing.started(user),
    typing_stopped: (user) => this.#typing.stopped(user),
    presence_joined: (user) => this.#here.joined(user),
    presence_left: (user) => this.#here.left(user),
  };

  /** In the top bar, and in the list of them. */
  #showMembers({ members }) {
    fill(document, { members: String(members) });
  }

  #act(name, message, button) {
    if (name === "reply") this.#answer(Number(message.dataset.message));
    else this.#commands.act(name, message, button);
  }

  #answer(id) {
    this.#composer.answer(id, this.#log.element(id)?.querySelector(".message-body").textContent ?? "");
  }

  #giveBack({ text, replyTo }, reason) {
    const isGiven = this.#composer.giveBack(text, reason);
    if (isGiven && replyTo) this.#answer(replyTo);
    return isGiven;
  }

  #editLast() {
    const own = [...this.querySelectorAll(".message.own[data-message]:not([data-card], [data-deleted])")].at(-1);
    if (own) this.#commands.act("edit", own);
  }
}

customElements.define("chat-room", ChatRoom);
