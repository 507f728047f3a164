import { expect, it } from "vitest";
import type { Service } from "../../main/ts/api/types";
import {
  ALL_SERVICES,
  choiceOf,
  clientsOf,
  matching,
  maxLifetimeOf,
  namesOf,
  optionsOf,
  possibleLifetimes,
  withoutMissing,
} from "../../main/ts/model/services";

const service = (
  clientId: string,
  name: string,
  group: string | null = null,
  maxLifetimeDays = 0,
): Service => ({
  clientId,
  name,
  group,
  maxLifetimeDays,
});

const OFFERED = [
  service("radicale", "Calendar"),
  service("dovecot", "Mail (IMAP)", "Mail", 90),
  service("postfix", "Mail (SMTP)", "Mail", 30),
  service("other", "Mail"),
  service("campus-mail", "Mail (campus)"),
];

it("an app password is for all services only if the user chose them all explicitly", () => {
  expect(clientsOf(ALL_SERVICES)).toEqual([]);
  expect(clientsOf({ all: true, clients: ["dovecot"] })).toEqual([]);
  expect(clientsOf({ all: false, clients: ["dovecot", "postfix"] })).toEqual(["dovecot", "postfix"]);
  expect(clientsOf({ all: false, clients: [] })).toBeUndefined();
});

it("a replacement is for the same services", () => {
  expect(clientsOf(choiceOf([]))).toEqual([]);
  expect(clientsOf(choiceOf(["dovecot"]))).toEqual(["dovecot"]);
  expect(clientsOf(choiceOf(null))).toBeUndefined();
});

it("a draft without its former services is not for all services", () => {
  const services = [service("dovecot", "Mail")];
  expect(withoutMissing({ all: false, clients: ["dovecot", "gone"] }, services)).toEqual(
    choiceOf(["dovecot"]),
  );
  expect(clientsOf(withoutMissing({ all: false, clients: ["gone"] }, services))).toBeUndefined();
});

it("services of a group are one option", () => {
  expect(optionsOf(OFFERED)).toEqual([
    { id: "radicale", name: "Calendar", clients: ["radicale"], maxLifetimeDays: 0 },
    { id: "dovecot", name: "Mail", clients: ["dovecot", "postfix"], maxLifetimeDays: 30 },
    { id: "other", name: "Mail", clients: ["other"], maxLifetimeDays: 0 },
    { id: "campus-mail", name: "Mail (campus)", clients: ["campus-mail"], maxLifetimeDays: 0 },
  ]);
});

it("a whole group has its name, and a part has the names of its services", () => {
  expect(namesOf(["postfix", "dovecot", "radicale"], OFFERED)).toEqual(["Calendar", "Mail"]);
  expect(namesOf(["campus-mail", "postfix"], OFFERED)).toEqual(["Mail (SMTP)", "Mail (campus)"]);
  expect(namesOf(["gone", "radicale"], OFFERED)).toEqual(["Calendar", "gone"]);
  expect(namesOf([], OFFERED)).toEqual([]);
});

it("a service that the user may no longer use keeps its name", () => {
  const others = [service("pop3", "Mail (POP3)", "Mail"), service("vpn", "VPN")];
  expect(namesOf(["vpn", "radicale"], OFFERED, others)).toEqual(["Calendar", "VPN"]);
  expect(namesOf(["pop3", "dovecot", "postfix"], OFFERED, others)).toEqual(["Mail"]);
  expect(namesOf(["pop3", "dovecot"], OFFERED, others)).toEqual(["Mail (IMAP)", "Mail (POP3)"]);
  expect(namesOf(["pop3", "gone"], OFFERED, others)).toEqual(["Mail (POP3)", "gone"]);
});

it.each([
  ["", ["Calendar", "Mail", "Mail", "Mail (campus)"]],
  ["mail", ["Mail", "Mail", "Mail (campus)"]],
  [" CAMPUS mail ", ["Mail (campus)"]],
  ["ｍａｉｌ", ["Mail", "Mail", "Mail (campus)"]],
  ["nothing", []],
])("the filter “%s” finds %j", (text, names) => {
  expect(matching(optionsOf(OFFERED), text, "en").map(({ name }) => name)).toEqual(names);
});

it.each([
  [ALL_SERVICES, 0],
  [choiceOf(["radicale"]), 0],
  [choiceOf(["dovecot", "postfix", "radicale"]), 30],
  [choiceOf(["gone"]), 0],
])("the services of %j allow at most %i days", (choice, days) => {
  expect(maxLifetimeOf(choice, OFFERED)).toBe(days);
});

it.each([
  [[7, 30, 90, 0], 0, [7, 30, 90, 0]],
  [[7, 30, 90, 0], 30, [7, 30]],
  [[7, 30, 90, 0], 14, [7, 14]],
  [[7, 30, 90, 0], 3, [3]],
])("of %j, at most %i days leave %j", (choices, maxDays, possible) => {
  expect(possibleLifetimes(choices, maxDays)).toEqual(possible);
});
