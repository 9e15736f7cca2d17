import { CodedError } from "roomcast/errors";
import { Refresh } from "roomcast/refresh";
import { equal, FakeClock, settle } from "./fakes.js";

/** Rows that are shown, and the answers that are still to come. */
function shownRows() {
  const set = { rows: [], asked: [], clock: new FakeClock() };
  const ask = () => {
    set.asked.push(Promise.withResolvers());
    return set.asked.at(-1).promise;
  };
  set.refresh = new Refresh({ ask, put: (rows) => (set.rows = [...rows]), clock: set.clock });
  return set;
}

export async function what_happens_meanwhile_is_done_again_on_top_of_the_answer() {
  const set = shownRows();
  const refreshed = set.refresh.refresh();
  set.refresh.change(() => set.rows.push("came"));
  set.asked[0].resolve(["there"]);
  await refreshed;
  set.refresh.change(() => set.rows.push("later"));
  equal(set.rows, ["there", "came", "later"]);
}

export async function only_the_last_question_counts() {
  const set = shownRows();
  const first = set.refresh.refresh();
  const second = set.refresh.refresh();
  set.asked[1].resolve(["new"]);
  await second;
  set.asked[0].resolve(["old"]);
  await first;
  equal(set.rows, ["new"]);
}

export async function it_is_asked_until_it_is_answered() {
  const set = shownRows();
  const refreshed = set.refresh.refresh();
  for (const code of [0, 503, 429]) {
    set.asked.at(-1).reject(new CodedError({ code }));
    await settle();
    set.clock.pass(1_000);
    await settle();
  }
  equal(set.asked.length, 4);
  set.asked.at(-1).resolve(["there"]);
  await refreshed;
  equal(set.rows, ["there"]);
}

export async function who_is_signed_out_asks_no_more() {
  const set = shownRows();
  set.rows = ["shown"];
  const refreshed = set.refresh.refresh();
  set.asked[0].reject(new CodedError({ code: 401 }));
  await refreshed;
  equal([set.rows, set.asked.length], [["shown"], 1]);
}
