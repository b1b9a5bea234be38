package io.freshet.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario in every order that its parts allow. A scenario is plain code: it builds what it tests anew, names its actors
 * (each does its steps in their order) and the sources of tasks, and calls {@link Schedule#play()}, which runs one step or task
 * after the other until none is left; then it asserts. It is run once for every order, and must do the same each time that it is
 * given the same order.
 *
 * <pre>{@code
 * Interleavings.atMost(10_000).explore(schedule -> {
 *     ...
 *     schedule.actor("page", () -> hub.connect(request, page::carry), () -> hub.subscribe(key, 1, cards, rights));
 *     schedule.tasks("lane", lane);
 *     schedule.play();
 *     assertThat(...);
 * });
 * }</pre>
 */
public final class Interleavings {
    private final int bound;

    private Interleavings(int bound) {
        this.bound = bound;
    }

    /** Explorations with at most so many orders; one that has more fails, and does not pass for complete. */
    public static Interleavings atMost(int schedules) {
        if (schedules < 1) {
            throw new IllegalArgumentException(schedules + " schedules are not allowed: 1 or more");
        }
        return new Interleavings(schedules);
    }

    /**
     * Runs the scenario once in every order.
     *
     * @return how many orders there are
     * @throws AssertionError naming the order, if the scenario fails in one, or if there are more than the bound
     */
    public int explore(Consumer<Schedule> scenario) {
        List<Integer> prefix = List.of();
        int count = 0;
        while (true) {
            if (++count > bound) {
                throw new AssertionError(
                        "there are more than " + bound + " orders: make the scenario smaller or the bound larger");
            }
            Schedule schedule = new Schedule(prefix);
            try {
                scenario.accept(schedule);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("failed in order " + count + ": " + schedule + "\n" + failure, failure);
            }
            List<Integer> next = schedule.next();
            if (next == null) {
                return count;
            }
            prefix = next;
        }
    }

    /** Where steps come from that are not known beforehand: tasks of an executor, answers of a log. */
    public interface Source {
        /** How many steps may be taken now, any of them; 0 if there is none. */
        int choices();

        /** Takes one of the steps, 0 to {@link #choices()} - 1. */
        void take(int choice);
    }

    /** One order of the scenario's steps. */
    public static final class Schedule {
        private final List<Integer> prefix;
        private final List<Integer> taken = new ArrayList<>();
        private final List<Integer> widths = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<String> story = new ArrayList<>();

        private Schedule(List<Integer> prefix) {
            this.prefix = prefix;
        }

        /** Adds one who does these steps in this order, with those of others between. */
        public void actor(String name, Runnable... steps) {
            parts.add(new Part(name, new Steps(List.of(steps))));
        }

        /** Adds a source of steps. */
        public void tasks(String name, Source source) {
            parts.add(new Part(name, source));
        }

        /** Takes steps in this schedule's order until nobody has any. */
        public void play() {
            int width = width();
            while (width > 0) {
                step(choose(width));
                width = width();
            }
        }

        private int width() {
            return parts.stream().mapToInt(part -> part.source.choices()).sum();
        }

        private int choose(int width) {
            int depth = taken.size();
            int choice = depth < prefix.size() ? prefix.get(depth) : 0;
            if (choice >= width) {
                throw new IllegalStateException("the scenario did not repeat itself after " + this);
            }
            taken.add(choice);
            widths.add(width);
            return choice;
        }

        private void step(int choice) {
            int left = choice;
            for (Part part : parts) {
                int choices = part.source.choices();
                if (left < choices) {
                    story.add(part.nameOf(left, choices));
                    part.source.take(left);
                    return;
                }
                left -= choices;
            }
        }

        /** The choices of the order after this one, or null if this was the last. */
        private @Nullable List<Integer> next() {
            for (int depth = taken.size() - 1; depth >= 0; depth--) {
                if (taken.get(depth) + 1 < widths.get(depth)) {
                    List<Integer> next = new ArrayList<>(taken.subList(0, depth));
                    next.add(taken.get(depth) + 1);
                    return next;
                }
            }
            return null;
        }

        /** The steps taken so far: {@code page[1], lane, page[2]}. */
        @Override
        public String toString() {
            return String.join(", ", story);
        }
    }

    private static final class Part {
        private final String name;
        private final Source source;

        private Part(String name, Source source) {
            this.name = name;
            this.source = source;
        }

        private String nameOf(int choice, int choices) {
            if (source instanceof Steps steps) {
                return name + "[" + (steps.done + 1) + "]";
            }
            return choices == 1 ? name : name + "(" + (choice + 1) + " of " + choices + ")";
        }
    }

    private static final class Steps implements Source {
        private final Deque<Runnable> left;
        private int done;

        private Steps(List<Runnable> steps) {
            this.left = new ArrayDeque<>(steps);
        }

        @Override
        public int choices() {
            return left.isEmpty() ? 0 : 1;
        }

        @Override
        public void take(int choice) {
            left.remove().run();
            done++;
        }
    }
}
