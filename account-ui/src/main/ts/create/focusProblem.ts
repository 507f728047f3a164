/** Moves the focus to what is wrong in a form, which may be outside the visible part: its message, or the first invalid field. */
export function focusProblem(message: HTMLElement | null, form: HTMLFormElement | null): void {
  const group = form
    ?.querySelector(".pf-m-error, [aria-invalid=true]")
    ?.closest<HTMLElement>(".pf-v5-c-form__group");
  const target =
    message ??
    group?.querySelector<HTMLElement>("[aria-invalid=true]") ??
    group?.querySelector<HTMLElement>("input:checked") ??
    group?.querySelector("input");
  target?.focus();
  (message ?? group)?.scrollIntoView({ block: "nearest" });
}
