/*
 * The pages work without this script. It copies the app password when asked to, and keeps a second click from
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
            // No clipboard without HTTPS, or the browser said no: leave the copying to the user.
            getSelection().selectAllChildren(password);
            announce(status, button.dataset.copyFailed);
        }
    });
    button.hidden = false;
}

/** Empties the live region first: the same words twice are a change only then. */
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
        // The browser leaves a disabled button out of what it sends: wait until it has collected the form.
        setTimeout(() => enable(false));
    });

    // The page comes back from the browser's memory as it was left: with its buttons disabled.
    addEventListener("pageshow", (event) => event.persisted && enable(true));
}

offerToCopy();
document.querySelectorAll("form.app-password-form").forEach(submitOnlyOnce);
