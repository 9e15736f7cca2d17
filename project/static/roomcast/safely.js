/** One listener's mistake must not keep the news from the others; it is still reported. */
export function safely(act) {
  try {
    act();
  } catch (error) {
    reportError(error);
  }
}
