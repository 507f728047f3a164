/*
 * The pages work without this script. It adds a button that copies the app password, and prevents a second click from
 * sending a form twice.
 */

function offerToCopy() {
    const button = document.getElementById("app-password-copy");
    const password = document.getElementById("app-password");
    const status = document.getElementById("app-password-copy-status");

    if (!button || !password || !status) {
        return;
    }

    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(password.textContent.replace(/[^a-z]/g, ""));
            announce(status, button.dataset.copied);
        } catch {
            // There is no clipboard without HTTPS, and the browser may deny access. The user can copy the selected text.
            getSelection().selectAllChildren(password);
            announce(status, button.dataset.copyFailed);
        }
    });
    button.hidden = false;
}

/** Empties the live region first, because a screen reader does not announce the same text twice in a row. */
function announce(status, text) {
    status.textContent = "";
    setTimeout(() => (status.textContent = text), 50);
}

function submitOnlyOnce(form) {
    let submitted = false;

    const enable = (enabled) => {
        submitted = !enabled;
        for (const button of form.querySelectorAll("button[type=submit]")) {
            button.disabled = !enabled;
        }
    };

    form.addEventListener("submit", (event) => {
        if (submitted) {
            event.preventDefault();
            return;
        }
        submitted = true;
        // Browsers do not send a disabled button with the form, so wait until the browser has collected the fields.
        setTimeout(() => enable(false));
    });

    // With the Back button, the browser may restore the page from its cache with the buttons still disabled.
    addEventListener("pageshow", (event) => event.persisted && enable(true));
}

offerToCopy();
document.querySelectorAll("form.app-password-form").forEach(submitOnlyOnce);
