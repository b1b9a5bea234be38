package io.freshet.showcase;

/** Who was there before the first visitor. */
final class DemoPeople {
    static final String MINA = "Mina Park";
    static final String JOON = "Joon Lee";
    static final String SORA = "김소라";

    private DemoPeople() {}
}
