import { expect, type Page } from "@playwright/test";

/**
 * Fails if something in this part of the page is cut off at the side, or if a press on the centre of a button, link or field, after scrolling to
 * it, would hit something else.
 */
export async function expectEverythingInReach(page: Page, state: string, part = "body"): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  // The layout follows a resize a moment later.
  await expect
    .poll(() => page.evaluate(outOfReach, part), {
      message: `${state}, ${width} x ${height}`,
      timeout: 5_000,
    })
    .toEqual([]);
}

/** Runs in the browser. Returns what a user cannot read or press. */
export function outOfReach(part: string): string[] {
  const PRESSABLE =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=menuitem], [role=tab]";
  // It disappears by itself, and has a button that closes it.
  const TRANSIENT = ".pf-v5-c-alert-group.pf-m-toast";
  // Their content scrolls while the user types or selects.
  const FIELDS = "input, textarea, select";
  // PatternFly's margins around these buttons are negative, so that only an empty edge is cut off.
  const EDGES = ".pf-v5-c-form__group.pf-m-action";

  // A dialog makes the rest of the page inert.
  const dialog = [...document.querySelectorAll<HTMLElement>("[role=dialog]")].at(-1);
  const root = dialog ?? document.querySelector<HTMLElement>(part) ?? document.body;
  const all = [...root.querySelectorAll<HTMLElement>("*")];
  const faults: string[] = [];

  const describe = (element: Element | null) =>
    element
      ? `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${element.textContent.trim().slice(0, 40)}`
      : "nothing";

  /** Whether it is there for eyes: not hidden, and not only for screen readers. */
  const isVisible = (element: HTMLElement): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 1 &&
      height > 1 &&
      !element.closest("[aria-hidden=true], [inert]") &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !isClippedAway(element)
    );
  };
  const isClippedAway = (element: Element | null): boolean => {
    for (let each = element; each && each !== root; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.position === "absolute" && style.getPropertyValue("clip") !== "auto") {
        return true;
      }
    }
    return false;
  };

  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    faults.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
  }
  for (const element of all.filter(isVisible)) {
    if (
      getComputedStyle(element).overflowX !== "visible" &&
      element.clientWidth > 0 &&
      element.scrollWidth > element.clientWidth + 1 &&
      !element.matches(`${FIELDS}, ${EDGES}`)
    ) {
      faults.push(`clips ${element.scrollWidth} to ${element.clientWidth}: ${describe(element)}`);
    }
    const { left, right } = element.getBoundingClientRect();
    if (element.childElementCount === 0 && (left < -1 || right > clientWidth + 1)) {
      faults.push(`reaches from ${left} to ${right} in ${clientWidth}: ${describe(element)}`);
    }
  }

  const scrolls = [document.documentElement, ...document.querySelectorAll("*")]
    .map((element) => ({ element, top: element.scrollTop, left: element.scrollLeft }))
    .filter(({ element }) => element.scrollHeight > element.clientHeight);
  const cutting = scrolls.filter(({ element }) =>
    ["hidden", "clip"].includes(getComputedStyle(element).overflowY),
  );
  const putBack = (places: typeof scrolls) =>
    places.forEach(({ element, top, left }) => {
      element.scrollTop = top;
      element.scrollLeft = left;
    });

  for (const element of all.filter((each) => each.matches(PRESSABLE) && isVisible(each))) {
    if (element.matches(":disabled, [aria-disabled=true]")) {
      continue;
    }
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    // A script can scroll these, a user cannot.
    putBack(cutting);
    const area = ({ width, height }: DOMRect) => width * height;
    // A link in a text may be broken into several lines.
    const [box] = [...element.getClientRects()].sort((a, b) => area(b) - area(a));
    const hit = box ? document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) : null;
    const labels = (element as HTMLInputElement).labels ?? [];
    if (!hit || (![element, ...labels].some((each) => each.contains(hit)) && !hit.closest(TRANSIENT))) {
      faults.push(`${describe(element)} is not hit, but ${describe(hit)}`);
    }
  }
  putBack(scrolls);
  return faults;
}
