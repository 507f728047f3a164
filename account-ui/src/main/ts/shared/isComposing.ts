/** The code of a key that an input method handles, in browsers that report the end of the input first. */
const HANDLED_BY_INPUT_METHOD = 229;

/** Returns whether a key ends the input of, for example, Japanese text, and is not meant for the page. */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari has no other sign of it.
  return event.isComposing || event.keyCode === HANDLED_BY_INPUT_METHOD;
}
