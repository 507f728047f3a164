/*
 * The pages work without this script. It adds a button that copies the app password and asks before the app password is
 * lost, suggests names, keeps the typed form while the language changes, prevents a second click from sending a form
 * twice, and helps to select among many services and possible lifetimes.
 */

/** Product names, the same in every language. */
const NAMES = ["iPhone", "iPad", "Mac", "Android", "Thunderbird", "Outlook"];
const MAX_SUGGESTIONS = 4;

/** Devices by the name that their browsers report. */
const DEVICES = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Macintosh/, "Mac"],
    [/Android/, "Android"],
];

function thisDevice() {
    return DEVICES.find(([pattern]) => pattern.test(navigator.userAgent))?.[1];
}

function suggestNames() {
    const group = document.getElementById("app-password-suggestions");
    const name = document.getElementById("name");

    if (!group || !name) {
        return;
    }

    const suggestions = [...new Set([thisDevice(), ...NAMES])].filter(Boolean).slice(0, MAX_SUGGESTIONS);
    for (const suggestion of suggestions) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = suggestion;
        button.addEventListener("click", () => {
            name.value = suggestion;
            name.focus();
        });
        group.append(button);
    }
    group.hidden = false;
}

/** Keeps what the user typed while the language selector loads the page again, in this tab and this sign-in only. */
function keepDraft() {
    const form = document.getElementById("kc-app-password-create-form");

    if (!form) {
        return;
    }

    const key = "app-password.draft." + new URL(form.action).searchParams.get("tab_id");
    const fields = () => [...form.elements].filter((field) => field.name && !["submit", "hidden"].includes(field.type));
    const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
    let submitted = false;

    try {
        const draft = JSON.parse(sessionStorage.getItem(key));
        sessionStorage.removeItem(key);
        for (const field of draft ? fields() : []) {
            const value = draft[isChoice(field) ? field.name + "=" + field.value : field.name];
            if (value !== undefined) {
                field[isChoice(field) ? "checked" : "value"] = value;
            }
        }
    } catch {
        // The browser has no storage for this page. The form then starts anew.
    }

    form.addEventListener("submit", () => (submitted = true));
    addEventListener("pagehide", () => {
        if (submitted) {
            return;
        }
        const draft = fields().map((field) =>
            isChoice(field) ? [field.name + "=" + field.value, field.checked] : [field.name, field.value],
        );
        try {
            sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(draft)));
        } catch {
            // As above.
        }
    });
}

/** The app password was copied, or a file with it was downloaded. */
const COPIED = "app-password-copied";

/** Asks once before the user leaves the page with Done, and each time in another way, until the app password is copied. */
function askBeforeLoss() {
    const password = document.getElementById("app-password");
    const form = document.getElementById("kc-app-password-show-form");
    const warning = document.getElementById("app-password-not-copied");

    if (!password || !form || !warning) {
        return;
    }

    let asked = false;
    let copied = false;
    const ask = (event) => event.preventDefault();

    addEventListener("beforeunload", ask);
    const noteCopy = () => {
        copied = true;
        warning.textContent = "";
        removeEventListener("beforeunload", ask);
    };
    document.addEventListener(COPIED, noteCopy);
    document.addEventListener("copy", () => getSelection().containsNode(password, true) && noteCopy());
    document.getElementById("app-password-apple")?.addEventListener("click", noteCopy);

    // Registered before the listener that blocks a second submission.
    form.addEventListener("submit", (event) => {
        if (copied || asked) {
            removeEventListener("beforeunload", ask);
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        asked = true;
        warning.textContent = warning.dataset.text;
        // The text moves the button down, on many screens below the edge.
        form.scrollIntoView({ block: "nearest" });
    });
}

/** On Apple's devices, the file that sets them up comes right after the app password. */
function putDeviceFirst() {
    const apple = document.querySelector(".app-password-apple");

    if (apple && /iPhone|iPad|Macintosh/.test(navigator.userAgent)) {
        document.querySelector(".app-password-card").after(apple);
    }
}

/** Shows the end in the time zone of the device, as the account console does. */
function showLocalTime() {
    const end = document.getElementById("app-password-end");

    if (!end) {
        return;
    }

    try {
        const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
        end.textContent = format.format(new Date(end.dateTime));
    } catch {
        // The browser does not know the language. The text of the server names its time zone.
    }
}

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
            document.dispatchEvent(new Event(COPIED));
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

/** Offers only the lifetimes that the selected services allow, and names the services that shorten them. */
function limitLifetimes() {
    const limits = document.getElementById("lifetime-limits");
    const select = document.getElementById("lifetimeDays");
    const form = select?.form;

    if (!limits || !form) {
        return;
    }
    // Browsers do not hide single options, so those that are not possible are taken out.
    const options = [...select.options];
    let wanted = select.value;

    const update = () => {
        const all = form.elements["services"].value !== "only";
        const selected = new Set([...form.querySelectorAll("[name=clients]:checked")].map((box) => box.value));
        let shortest = Infinity;
        let shown = 0;
        for (const item of limits.querySelectorAll("li")) {
            item.hidden = !all && !selected.has(item.dataset.client);
            shown += item.hidden ? 0 : 1;
            if (!item.hidden && !all) {
                shortest = Math.min(shortest, Number(item.dataset.days));
            }
        }
        limits.hidden = shown === 0;
        const possible = options.filter((option) => {
            const days = Number(option.value) || Infinity;
            return days <= shortest && (!("onlyForServices" in option.dataset) || days === shortest);
        });
        select.replaceChildren(...possible);
        const same = possible.find((option) => option.value === wanted);
        select.value = (same ?? possible[possible.length - 1]).value;
    };

    select.addEventListener("change", () => (wanted = select.value));
    form.addEventListener("change", (event) => event.target !== select && update());
    // With the Back button, the browser restores the fields after this script has run.
    addEventListener("pageshow", update);
    update();
}

/** Lets the user select all services or none, and find one in a long list. */
function selectServices() {
    const buttons = document.getElementById("service-select");
    const filter = document.getElementById("service-filter");
    const none = document.getElementById("service-filter-none");
    const boxes = [...document.querySelectorAll("input[type=checkbox][name=clients]")];

    if (!buttons) {
        return;
    }
    const fold = (text) => text.normalize("NFKC").toLocaleLowerCase(document.documentElement.lang || undefined);
    const update = () => {
        const words = fold(filter.value).split(/\s+/u).filter(Boolean);
        for (const box of boxes) {
            const name = fold(box.labels[0]?.textContent ?? "");
            box.parentElement.hidden = !words.every((word) => name.includes(word));
        }
        none.hidden = boxes.some((box) => !box.parentElement.hidden);
    };

    buttons.addEventListener("click", ({ target }) => {
        if (!target.dataset.select) {
            return;
        }
        for (const box of boxes.filter((each) => !each.parentElement.hidden)) {
            box.checked = target.dataset.select === "all";
        }
        boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
    });
    buttons.hidden = false;
    if (filter) {
        filter.addEventListener("input", update);
        // Enter would send the form.
        filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
        filter.parentElement.hidden = false;
        addEventListener("pageshow", update);
    }
}

suggestNames();
keepDraft();
putDeviceFirst();
showLocalTime();
offerToCopy();
limitLifetimes();
selectServices();
askBeforeLoss();
document.querySelectorAll("form.app-password-form").forEach(submitOnlyOnce);
