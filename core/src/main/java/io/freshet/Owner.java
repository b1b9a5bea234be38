package io.freshet;

/**
 * Whom limits and rights belong to: a user, or a visitor known by address only.
 *
 * @param name 1 to 256 characters without control characters
 * @param anonymous whether the caller is known by address only; several people may share such a name, so the server chooses
 *     their subscriber ids
 */
public record Owner(String name, boolean anonymous) {
    /** @throws IllegalArgumentException if the name is not allowed */
    public Owner {
        Text.requirePlain("owner", name, Text.MAX_OWNER);
    }

    /** A caller who has signed in. */
    public static Owner of(String name) {
        return new Owner(name, false);
    }

    /**
     * A caller who is known by address only, of IPv6 by its /64, which is what one household or machine is given. Looks nothing up.
     *
     * @param address as servers write it: {@code 192.0.2.1}, {@code 2001:db8::1}
     */
    public static Owner anonymous(String address) {
        return new Owner(Neighbourhood.nameOf(address), true);
    }
}
