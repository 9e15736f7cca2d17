// Time and chance behind one object, so that the client's rules can be tried with a clock of the test's own.
export const clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  /** Runs `action` after `ms`; gives back what cancels it. */
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
