package io.freshet.servlet;

import java.util.Arrays;
import java.util.List;

/**
 * The versions of a container that Freshet is tested with: lines of releases, of which the build runs the transport contract on
 * the oldest and the newest that it names.
 *
 * @param name the container's name
 */
record TestedVersions(String name, List<Line> lines) {
    TestedVersions(String name, Line... lines) {
        this(name, List.of(lines));
    }

    /** @param version as the container says it, perhaps with a suffix */
    boolean include(String version) {
        return lines.stream().anyMatch(line -> line.includes(version));
    }

    /** A container and its lines: {@code Tomcat 10.1.41 to below 10.2, 11.0.14 to below 11.1}. */
    @Override
    public String toString() {
        return name + " " + String.join(", ", lines.stream().map(Line::toString).toList());
    }

    /**
     * Some of the releases that differ in the last number only.
     *
     * @param from the oldest version
     * @param below the first version that does not belong to the line
     */
    record Line(String from, String below) {
        private boolean includes(String version) {
            int[] numbers = numbers(version);
            return Arrays.compare(numbers, numbers(from)) >= 0 && Arrays.compare(numbers, numbers(below)) < 0;
        }

        /** The first three; whatever else a version may say does not count. */
        private static int[] numbers(String version) {
            int[] numbers = new int[3];
            String[] parts = version.split("[^0-9]+", -1);
            for (int i = 0; i < Math.min(3, parts.length); i++) {
                numbers[i] = parts[i].isEmpty() ? 0 : Integer.parseInt(parts[i]);
            }
            return numbers;
        }

        @Override
        public String toString() {
            return from + " to below " + below;
        }
    }
}
