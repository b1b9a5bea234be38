package io.freshet.bench;

/** How a client goes. */
enum Departure {
    CLOSED("closed (FIN)"),
    RESET("reset (RST)"),
    KILLED("process killed (SIGKILL)");

    private final String title;

    Departure(String title) {
        this.title = title;
    }

    /** What the table calls it. */
    String title() {
        return title;
    }
}
