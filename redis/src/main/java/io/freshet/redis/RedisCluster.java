package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.Claim;
import io.freshet.ClaimResult;
import io.freshet.Cluster;
import io.freshet.ClusterNotices;
import io.freshet.ClusterTerms;
import io.freshet.EventId;
import io.freshet.Owner;
import io.freshet.PlaceEnd;
import io.freshet.Presence;
import io.freshet.SubscriberHistory;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places of a hub's subscribers in the Redis of its log: each step is a script, over the connection on which the log appends, and
 * in the time of Redis.
 */
final class RedisCluster implements Cluster {
    private final RedisLogSettings settings;
    private final Link link;
    private final Appends appends;
    private final ScheduledExecutorService timer;
    private final Notices notices;

    private volatile @Nullable PlaceTerms terms;

    /** The history of the data in which this node was given its lease; null before. */
    private volatile @Nullable String history;

    /** Names of this node under which a claim is on its way that nobody waits for any more. */
    private final Set<String> overdue = ConcurrentHashMap.newKeySet();

    RedisCluster(
            RedisLogSettings settings,
            Connections connections,
            Link link,
            Appends appends,
            ScheduledExecutorService timer) {
        this.settings = settings;
        this.link = link;
        this.appends = appends;
        this.timer = timer;
        this.notices = new Notices(connections, settings.key(""), timer, settings.commandTimeout());
    }

    @Override
    public void begin(ClusterTerms newTerms, ClusterNotices told) {
        PlaceTerms begun = new PlaceTerms(settings.key(""), settings.codec(), newTerms);
        terms = begun;
        appends.keepChanges(begun);
        notices.begin(told);
        link.follow(notices::follow);
    }

    private PlaceTerms terms() {
        PlaceTerms begun = terms;
        if (begun == null) {
            throw new IllegalStateException("the cluster of '" + settings.name() + "' has not begun");
        }
        return begun;
    }

    /** Takes a step as soon as there is a session; fails when the time for it is over. */
    private CompletionStage<List<Object>> step(String script, Object... arguments) {
        return step(() -> {}, script, arguments);
    }

    /** @param mayComeYet run if the step may be taken although it has failed here */
    private CompletionStage<List<Object>> step(Runnable mayComeYet, String script, Object... arguments) {
        byte[][] told = terms().arguments(arguments);
        CompletableFuture<List<Object>> result = new CompletableFuture<>();
        ScheduledFuture<?> deadline;
        try {
            deadline = timer.schedule(
                    () -> result.completeExceptionally(new RedisLogException(
                            "Redis at " + settings.where() + " has not answered within "
                                    + settings.timeout().toMillis() + " ms",
                            null)),
                    settings.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(
                    new RedisLogException("the log '" + settings.name() + "' is closed", closed));
        }
        result.whenComplete((answer, failure) -> deadline.cancel(false));
        try {
            link.use(session -> {
                if (!result.isDone()) {
                    session.step(script, told).whenComplete((answer, failure) -> {
                        if (failure == null) {
                            result.complete(answer);
                        } else {
                            if (Appends.mayComeYet(failure)) {
                                mayComeYet.run();
                            }
                            failed(session, failure);
                            result.completeExceptionally(failure);
                        }
                    });
                }
            });
        } catch (RedisLogException away) {
            result.completeExceptionally(away);
        }
        return result;
    }

    private void failed(Session session, Throwable failure) {
        if (Appends.isPassing(failure)) {
            link.pause(session);
            session.close();
        }
    }

    @Override
    public CompletionStage<Boolean> renew(String node, boolean first) {
        if (first) {
            notices.isCalled(node);
        }
        return step(Scripts.RENEW, node, first ? 1 : 0, overdue.contains(node) ? 1 : 0)
                .thenApply(answer -> isGiven(node, answer, first));
    }

    /**
     * A lease of another history counts as over: after a restart or a fail-over Redis may have lost steps that were taken on the node's
     * places. Until it is over in Redis, too, it keeps the places for those who ask for them again; then what is left over is freed. A
     * name under which a claim may still come, over a connection that broke, is given up in Redis itself: the claim would take a place
     * for somebody who has been refused, or back from the name that the node has by then.
     */
    private boolean isGiven(String node, List<Object> answer, boolean first) {
        if (!text(answer.get(0)).equals("given")) {
            return false;
        }
        String now = text(answer.get(1));
        if (first) {
            history = now;
            overdue.retainAll(Set.of(node));
        }
        return now.equals(history);
    }

    @Override
    public CompletionStage<Void> resign(String node) {
        return step(Scripts.RESIGN, node).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        SubscriberKey subscriber = claim.subscriber();
        return step(
                        () -> overdue.add(claim.node()),
                        Scripts.CLAIM,
                        claim.node(),
                        PlaceTerms.owner(subscriber.owner()),
                        PlaceTerms.field(subscriber),
                        claim.streamName(),
                        claim.named() ? 1 : 0,
                        claim.connection(),
                        claim.ticket(),
                        claim.limit(),
                        claim.stood() ? 1 : 0,
                        claim.head(),
                        settings.codec().encode(claim.subscription()),
                        claim.subscription().revision())
                .thenApply(this::result);
    }

    private ClaimResult result(List<Object> answer) {
        String word = text(answer.get(0));
        return switch (word) {
            case "admitted" ->
                new ClaimResult.Admitted(
                        number(answer.get(1)), number(answer.get(2)) == 1, history(answer.subList(3, answer.size())));
            case "rival" ->
                new ClaimResult.Rival(
                        number(answer.get(1)),
                        Duration.ofMillis(number(answer.get(2))),
                        history(answer.subList(3, answer.size())));
            case "superseded" -> new ClaimResult.Superseded();
            case "full" ->
                new ClaimResult.Full(number(answer.get(1)), duration(answer.get(2)), duration(answer.get(3)));
            case "lapsed" -> new ClaimResult.Lapsed();
            default -> throw new IllegalStateException("Redis answers '" + word + "' to a claim");
        };
    }

    @Override
    public CompletionStage<Long> ticket() {
        return step(Scripts.TICKET).thenApply(answer -> number(answer.get(0)));
    }

    @Override
    public CompletionStage<Void> vacate(SubscriberKey subscriber, String connection, PlaceEnd end) {
        return step(Scripts.VACATE, PlaceTerms.owner(subscriber.owner()), PlaceTerms.field(subscriber), connection, end)
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> forget(SubscriberKey subscriber) {
        return step(Scripts.FORGET, PlaceTerms.owner(subscriber.owner()), PlaceTerms.field(subscriber))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<SubscriberHistory>> find(SubscriberKey subscriber) {
        return step(Scripts.FIND, PlaceTerms.owner(subscriber.owner()), PlaceTerms.field(subscriber))
                .thenApply(answer -> answer.isEmpty() ? Optional.empty() : Optional.of(history(answer)));
    }

    private SubscriberHistory history(List<Object> answer) {
        Subscription first = settings.codec().decodeSubscription((byte[]) answer.get(0));
        String since = text(answer.get(1));
        List<SubscriberHistory.Change> changes = new ArrayList<>();
        for (Object change : answer.subList(2, answer.size())) {
            changes.add(change((byte[]) change));
        }
        return new SubscriberHistory(first, since.isEmpty() ? null : position(since), changes);
    }

    /** A position, the end of a line, and what is selected from there on. */
    private SubscriberHistory.Change change(byte[] change) {
        int end = 0;
        while (change[end] != '\n') {
            end++;
        }
        byte[] subscription = new byte[change.length - end - 1];
        System.arraycopy(change, end + 1, subscription, 0, subscription.length);
        return new SubscriberHistory.Change(
                position(new String(change, 0, end, UTF_8)), settings.codec().decodeSubscription(subscription));
    }

    /** As a node has told it, or as Redis has. */
    private static EventId position(String text) {
        return EventId.parse(text).orElseGet(() -> StreamPosition.of(text).eventId());
    }

    @Override
    public CompletionStage<List<Presence>> presence(@Nullable Owner owner) {
        Map<SubscriberKey, Presence> found = new LinkedHashMap<>();
        return owner != null
                ? step(Scripts.PRESENCE, PlaceTerms.owner(owner), "").thenApply(page -> {
                    add(page, found);
                    return List.copyOf(found.values());
                })
                : presenceAfter("", found);
    }

    private CompletionStage<List<Presence>> presenceAfter(String cursor, Map<SubscriberKey, Presence> found) {
        return step(Scripts.PRESENCE, "", cursor).thenCompose(page -> {
            add(page, found);
            String next = text(page.get(0));
            return next.equals("0")
                    ? CompletableFuture.completedFuture(List.copyOf(found.values()))
                    : presenceAfter(next, found);
        });
    }

    /** One of a subscriber: who goes over to another node meanwhile may be on the pages of both, and Redis may name one twice on its own. */
    private static void add(List<Object> page, Map<SubscriberKey, Presence> found) {
        for (int i = 1; i < page.size(); i += 4) {
            SubscriberKey subscriber =
                    PlaceTerms.subscriber(PlaceTerms.owner(text(page.get(i))), text(page.get(i + 1)));
            found.put(subscriber, new Presence(subscriber, text(page.get(i + 2)), text(page.get(i + 3))));
        }
    }

    private static String text(Object answer) {
        return new String((byte[]) answer, UTF_8);
    }

    private static long number(Object answer) {
        return Long.parseLong(text(answer));
    }

    private static @Nullable Duration duration(Object answer) {
        String text = text(answer);
        return text.isEmpty() ? null : Duration.ofMillis(Long.parseLong(text));
    }

    /** Is told nothing any more; steps that were asked for before are taken. */
    @Override
    public void close() {
        notices.close();
    }
}
