import { expect, it } from "vitest";
import { ALL_SERVICES, choiceOf, clientsOf, withoutMissing } from "../../main/ts/model/services";

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
  const services = [{ clientId: "dovecot", name: "Mail" }];
  expect(withoutMissing({ all: false, clients: ["dovecot", "gone"] }, services)).toEqual(
    choiceOf(["dovecot"]),
  );
  expect(clientsOf(withoutMissing({ all: false, clients: ["gone"] }, services))).toBeUndefined();
});
