package io.freshet.servlet;

import java.util.Arrays;

/**
 * A line of a container's versions that the build runs the transport contract on, from its oldest to its newest release.
 *
 * @param name the container's name
 * @param from the oldest version
 * @param below the first version that does not belong to the line
 */
record TestedVersions(String name, String from, String below) {

    /** @param version as the container says it, perhaps with a suffix */
    boolean include(String version) {
        int[] numbers = numbers(version);
        return compare(numbers, numbers(from)) >= 0 && compare(numbers, numbers(below)) < 0;
    }

    private static int[] numbers(String version) {
        int[] numbers = new int[3];
        String[] parts = version.split("[^0-9]+", -1);
        for (int i = 0; i < Math.min(3, parts.length); i++) {
            numbers[i] = parts[i].isEmpty() ? 0 : Integer.parseInt(parts[i]);
        }
        return numbers;
    }

    private static int compare(int[] left, int[] right) {
        return Arrays.compare(left, right);
    }

    @Override
    public String toString() {
        return name + " " + from + " to below " + below;
    }
}
