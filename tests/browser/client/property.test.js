import { storm } from "./storm.js";

const STORMS = 500;

/** A storm that breaks something names its seed; `storm(seed)` is the same one again. */
export async function whatever_happens_the_page_ends_equal_to_the_server_and_nothing_is_done_twice() {
  const [first] = crypto.getRandomValues(new Uint32Array(1));
  for (let n = 0; n < STORMS; n += 1) await storm((first + n) >>> 0);
}
