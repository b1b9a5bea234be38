package io.freshet.testkit;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A log as far away as a log can be: it takes entries in their order, and shows them to its tails and answers for them when told,
 * the answers in any order. It may {@linkplain #beginAnew begin a new life}. What is pending is a
 * {@linkplain Interleavings.Source source} of steps.
 */
public final class LateEventLog implements EventLog, Interleavings.Source {
    private EventLog log;
    private final boolean answersFirst;
    private final Deque<Runnable> hidden = new ArrayDeque<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Tail> tails = new ArrayList<>();
    private final Deque<Failure> failures = new ArrayDeque<>();

    private final Set<EventId> lost = new HashSet<>();
    private boolean losesNext;

    /** The position that tails have seen last. */
    private EventId shown;

    private LateEventLog(EventLog log, boolean answersFirst) {
        this.log = log;
        this.answersFirst = answersFirst;
        this.shown = follow();
    }

    private void show(LogRecord record) {
        shown = record.id();
        if (lost.contains(shown)) {
            List.copyOf(tails).forEach(tail -> tail.begin(record.id()));
        } else {
            List.copyOf(tails).forEach(tail -> tail.next(record));
        }
    }

    /** The next record that is appended cannot be read by anybody afterwards. */
    public void loseNext() {
        losesNext = true;
    }

    /** @return where the log begins */
    private EventId follow() {
        List<EventId> heads = new ArrayList<>();
        log.tail(new Tail() {
            @Override
            public void begin(EventId head) {
                heads.add(head);
            }

            @Override
            public void next(LogRecord record) {
                if (losesNext) {
                    losesNext = false;
                    lost.add(record.id());
                }
                hidden.add(() -> show(record));
            }
        });
        return heads.get(0);
    }

    /** A log that keeps its word: it shows a record to its tails before it tells of it in an answer. */
    public static LateEventLog over(MemoryEventLog log) {
        return new LateEventLog(log, false);
    }

    /** A log that may tell of a record before its tails have seen it, as nodes of a cluster may hear from each other. */
    public static LateEventLog answeringFirst(MemoryEventLog log) {
        return new LateEventLog(log, true);
    }

    /**
     * Goes on with another log, as one does that has lost what it held. What tails have not seen is lost, and that is the next thing
     * that is shown to them.
     */
    public void beginAnew(MemoryEventLog next) {
        hidden.clear();
        answers.forEach(Answer::losesWhatIsNotShown);
        log.close();
        log = next;
        EventId head = follow();
        hidden.add(() -> {
            shown = head;
            List.copyOf(tails).forEach(tail -> tail.begin(head));
        });
    }

    /** The position that tails have seen last. */
    public EventId shown() {
        return shown;
    }

    /** The next append fails in this way. */
    public void failNext(Failure failure) {
        failures.add(failure);
    }

    @Override
    public CompletionStage<EventId> append(LogEntry entry) {
        Failure failure = failures.poll();
        CompletableFuture<EventId> stage = new CompletableFuture<>();
        if (failure == Failure.BEFORE) {
            answers.add(new Answer(null, false, failing(stage, "not appended")));
            return stage;
        }
        // The log below is in memory and answers at once.
        log.append(entry).whenComplete((id, refused) -> {
            if (refused != null) {
                answers.add(new Answer(null, false, () -> stage.completeExceptionally(refused)));
            } else if (failure == Failure.AFTER) {
                answers.add(new Answer(null, false, failing(stage, "appended, but who knows")));
            } else if (lost.contains(id)) {
                answers.add(new Answer(null, false, failing(stage, "lost")));
            } else {
                answers.add(new Answer(id, false, () -> stage.complete(id), failing(stage, "lost")));
            }
        });
        return stage;
    }

    private static Runnable failing(CompletableFuture<?> stage, String message) {
        return () -> stage.completeExceptionally(new IllegalStateException(message));
    }

    @Override
    public CompletionStage<LogPage> since(EventId after, int limit) {
        CompletableFuture<LogPage> stage = new CompletableFuture<>();
        log.since(after, limit)
                .whenComplete((page, failure) ->
                        answers.add(new Answer(null, true, () -> stage.complete(withoutLost(page)))));
        return stage;
    }

    /** What of a page follows without a hole, from behind the hole if it begins with one. */
    private LogPage withoutLost(LogPage page) {
        EventId from = page.from();
        List<LogRecord> records = new ArrayList<>();
        for (LogRecord record : page.records()) {
            if (!lost.contains(record.id())) {
                records.add(record);
            } else if (records.isEmpty()) {
                from = record.id();
            } else {
                break;
            }
        }
        return new LogPage(from, records);
    }

    @Override
    public void tail(Tail tail) {
        tail.begin(shown);
        tails.add(tail);
    }

    @Override
    public void close() {
        tails.clear();
        log.close();
    }

    /** How many answers and records wait. */
    public int pending() {
        return answers.size() + hidden.size();
    }

    /** Does all that waits, the youngest first as far as that is allowed. */
    public void settle() {
        for (int choices = choices(); choices > 0; choices = choices()) {
            take(choices - 1);
        }
    }

    /** Shows the tails the next record, or that the log began anew. */
    public void showNext() {
        hidden.remove().run();
    }

    /** Gives the answer that has waited longest of those that may be given. */
    public void answerNext() {
        ready().get(0).give();
    }

    /** The same steps but for the answers to appends, for scenarios in which nobody waits for those. */
    public Interleavings.Source withoutAcknowledgements() {
        return new Interleavings.Source() {
            @Override
            public int choices() {
                return pages().size() + (hidden.isEmpty() ? 0 : 1);
            }

            @Override
            public void take(int choice) {
                List<Answer> pages = pages();
                if (choice < pages.size()) {
                    pages.get(choice).give();
                } else {
                    showNext();
                }
            }
        };
    }

    private List<Answer> pages() {
        return answers.stream().filter(answer -> answer.isPage).toList();
    }

    @Override
    public int choices() {
        return ready().size() + (hidden.isEmpty() ? 0 : 1);
    }

    @Override
    public void take(int choice) {
        List<Answer> ready = ready();
        if (choice < ready.size()) {
            ready.get(choice).give();
        } else {
            showNext();
        }
    }

    private List<Answer> ready() {
        return answers.stream()
                .filter(answer -> answersFirst || answer.tellsOf == null || isShown(answer.tellsOf))
                .toList();
    }

    private boolean isShown(EventId position) {
        return position.sameEpoch(shown) && !position.isAfter(shown);
    }

    /** How an append fails. */
    public enum Failure {
        /** The entry never reaches the log. */
        BEFORE,
        /** The entry is in the log, and only the answer fails. */
        AFTER
    }

    private final class Answer {
        private final boolean isPage;
        private final Runnable loss;
        private @Nullable EventId tellsOf;
        private Runnable answer;

        private Answer(@Nullable EventId tellsOf, boolean isPage, Runnable answer) {
            this(tellsOf, isPage, answer, answer);
        }

        private Answer(@Nullable EventId tellsOf, boolean isPage, Runnable answer, Runnable loss) {
            this.tellsOf = tellsOf;
            this.isPage = isPage;
            this.answer = answer;
            this.loss = loss;
        }

        /** Who has been told already that it is in the log is not told otherwise; nor is who may be told before it is shown. */
        private void losesWhatIsNotShown() {
            if (!answersFirst && tellsOf != null && !isShown(tellsOf)) {
                answer = loss;
            }
            tellsOf = null;
        }

        private void give() {
            answers.remove(this);
            answer.run();
        }
    }
}
