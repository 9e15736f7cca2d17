// What every page of whoever is signed in has. What was shown already comes before those who show it.
import "tasks/remembered";
import "tasks/progress";
import "tasks/tray";
import { registerCard } from "chat/cards";
import { buildCard } from "tasks/card";

registerCard("task", ({ task, text, author }) => buildCard({ id: task, title: text, owner_name: author.name }));
