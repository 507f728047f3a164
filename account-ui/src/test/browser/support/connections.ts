import { admin } from "./admin";

type Client = { id: string; clientId: string; attributes: Record<string, string> };

const CONNECTION = /^app-passwords\.(imap|smtp|caldav|ldap)\./;

/**
 * Says how the services of a realm are reached, and forgets what was said before.
 *
 * @param described by clientId, the client's attributes without `app-passwords.`
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
        // An empty one is deleted; one that is left out stays.
        ...Object.fromEntries(before.map((name) => [name, ""])),
        ...Object.fromEntries(now.map(([name, value]) => [`app-passwords.${name}`, value])),
      };
      await admin("PUT", `/${realm}/clients/${client.id}`, { ...client, attributes });
    }
  }
}
