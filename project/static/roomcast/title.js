const plain = document.title;

/** `(3) General · Roomcast`: what waits, seen from another tab. */
export function setTitleBadge(n) {
  document.title = n > 0 ? `(${n > 99 ? "99+" : n}) ${plain}` : plain;
}
