import { admin } from "./admin";

type Client = { id: string; clientId: string; attributes: Record<string, string> };

const CONNECTION = /^app-passwords\.(imap|smtp|caldav|ldap)\./;

/**
 * Replaces the described connections of all services in a realm.
 *
 * @param described by clientId, the attributes of the client without the prefix `app-passwords.`
 */
export async function describeConnections(
  realm: string,
  described: Record<string, Record<string, string>>,
): Promise<void> {
  for (const client of await admin<Client[]>("GET", `/${realm}/clients`)) {
    const before = Object.keys(client.attributes).filter((name) => CONNECTION.test(name));
    const now = Object.entries(described[client.clientId] ?? {});
    if (before.length + now.length > 0) {
      const attributes = {
        ...client.attributes,
        // Keycloak deletes an empty attribute and keeps a missing one.
        ...Object.fromEntries(before.map((name) => [name, ""])),
        ...Object.fromEntries(now.map(([name, value]) => [`app-passwords.${name}`, value])),
      };
      await admin("PUT", `/${realm}/clients/${client.id}`, { ...client, attributes });
    }
  }
}
