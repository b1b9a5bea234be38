package io.freshet.bench;

/**
 * What one run of a scenario with one peer came to.
 *
 * @param subscribers how many there were
 * @param stretch what was measured, after the warm-up
 * @param errors of the whole run, counted when everything had arrived or the wait for it was given up
 * @param disconnects how often a subscriber's connection ended, in the whole run
 * @param refused how many events the server did not accept, in the whole run
 * @param drainSeconds how long after the last event was answered for the last delivery came
 * @param load the machine's load average before the run
 */
record Measurement(
        int subscribers,
        Stretch stretch,
        DeliveryCheck.Errors errors,
        long disconnects,
        long refused,
        double drainSeconds,
        String load) {

    /** Whether everything was delivered as it should be. */
    boolean isClean() {
        return errors.equals(DeliveryCheck.Errors.NONE) && disconnects == 0 && refused == 0;
    }
}
