package io.freshet.bench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The cells of a Markdown table, and how figures stand in them. */
final class Cell {
    private Cell() {}

    static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String thousands(double number) {
        return number("%,.0f", number);
    }

    static String micros(double micros) {
        return number("%.2f us", micros);
    }

    static String millis(double millis) {
        return number(millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    static String seconds(double seconds) {
        return number("%.2f s", seconds);
    }

    static String kilobytes(double bytes) {
        return number("%.1f KB", bytes / 1024);
    }

    /** A multiple of another figure. */
    static String times(double ratio) {
        return number(ratio < 2 ? "%.2fx" : "%.1fx", ratio);
    }

    static double median(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String number(String format, Number number) {
        return String.format(Locale.ROOT, format, number);
    }
}
