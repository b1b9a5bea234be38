package io.freshet.server;

/** Who sends a request, as far as its token says. */
sealed interface Caller {
    /** One whose token is valid. */
    record Known(Token token) implements Caller {}

    /** One who has no token. */
    record Nobody() implements Caller {}

    /**
     * One whose token does not count.
     *
     * @param status what is answered: 401, 403, or 503 if it cannot be told at present
     * @param why for whoever sent it; has nothing of the token's text
     */
    record Refused(int status, String why) implements Caller {}

    /** One whose token is not valid. */
    static Caller invalid(String why) {
        return new Refused(401, why);
    }
}
