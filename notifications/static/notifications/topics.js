import { page } from "roomcast/page";

export const EVERYONE = "everyone";
export const OWN_TOPIC = `user:${page.user?.id}`;
