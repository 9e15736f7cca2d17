const isFrame = (value) => typeof value === "object" && value !== null && typeof value.type === "string";

/** The frames of one message: an object, or an array of them. `null` where it is neither. */
export function framesIn(text) {
  try {
    const frames = [JSON.parse(text)].flat();
    return frames.every(isFrame) ? frames : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
