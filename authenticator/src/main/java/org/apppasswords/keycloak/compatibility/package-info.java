/**
 * The differences between the supported versions of Keycloak. Each class documents the versions that it is for, and
 * callers use it instead of comparing versions. Code that exists only for an old version is deleted when that version
 * is no longer supported.
 *
 * <p>Some differences stay where they are, because moving them would split a class:
 *
 * <ul>
 *   <li>{@code AppPasswordAwareBruteForceProtector}: before 26.7, a sign-in resets all failure counters. Needs the
 *       marks of {@code token}.
 *   <li>{@code AppPasswordAwarePermissionGrantType}: before 26.6, the permission grant does not check the grant type of
 *       any token; newer versions check only bearer tokens.
 *   <li>{@code AdminRevocation}: before 26.7, the event of a deleted credential does not have details.
 *   <li>{@code UserDirectories}: since 26.7, users of a directory that does not respond are disabled or unknown;
 *       before, the look-up fails.
 *   <li>{@code SingleUseStore}: before 26.7, clients can choose keys of the single-use store. Its keys suit all
 *       versions.
 *   <li>{@code AdministratorRights}: since 26.8.1, Keycloak itself requires both permissions. The check suits all
 *       versions.
 * </ul>
 */
package org.apppasswords.keycloak.compatibility;
