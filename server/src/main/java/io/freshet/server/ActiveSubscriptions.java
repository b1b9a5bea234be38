package io.freshet.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.Publication;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is subscribed to what at present, on this node: announces each subscription as it begins and as it ends, and lists them.
 *
 * <p>A subscription is active while its subscriber has a connection. A subscriber with a name that comes back within a moment, as a page
 * does that is refreshed, has not been away.
 */
final class ActiveSubscriptions implements HubListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveSubscriptions.class);

    private final Hub hub;
    private final Duration refresh;

    /** Does all the work, off the lanes and in order. */
    private final ScheduledThreadPoolExecutor worker;

    // All below is touched by the worker's thread only.
    private final Map<SubscriberKey, Presence> present = new LinkedHashMap<>();
    /** How often anything has changed. */
    private long version;

    /** @param refresh how long a subscriber with a name may be without a connection */
    ActiveSubscriptions(Hub hub, Duration refresh) {
        this.hub = hub;
        this.refresh = refresh;
        this.worker = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "freshet-subscriptions");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        worker.setRemoveOnCancelPolicy(true);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @param position the newest event that the list reflects; whatever it lacks comes after that */
    record Listing(EventId position, long version, List<ActiveSubscription> all) {}

    /** All that are active. */
    CompletionStage<Listing> list() {
        return CompletableFuture.supplyAsync(
                () -> {
                    EventId position = hub.position();
                    List<ActiveSubscription> all = new ArrayList<>();
                    present.values().forEach(presence -> all.addAll(presence.subscriptions(true)));
                    return new Listing(position, version, all);
                },
                worker);
    }

    @Override
    public void connected(Connection connection) {
        later(() -> {
            Presence presence = present.computeIfAbsent(connection.subscriber(), Presence::new);
            presence.connections++;
            presence.stays();
            if (connection.request().attachment() instanceof Token token) {
                presence.payload = token.payload();
            }
            refresh(presence);
        });
    }

    @Override
    public void ended(Connection connection, CloseReason reason) {
        boolean mayComeBack = connection.request().subscriber() != null && reason != CloseReason.LEFT;
        later(() -> {
            Presence presence = present.get(connection.subscriber());
            if (presence == null || --presence.connections > 0) {
                return;
            }
            if (mayComeBack) {
                presence.ending = worker.schedule(
                        guarded(() -> endUnlessElsewhere(presence)), refresh.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                end(presence);
            }
        });
    }

    /** What the subscriber selects has changed. May be called from any thread. */
    void changed(SubscriberKey subscriber) {
        later(() -> {
            Presence presence = present.get(subscriber);
            if (presence != null) {
                refresh(presence);
            }
        });
    }

    private void later(Runnable task) {
        worker.execute(guarded(task));
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("A subscription could not be announced", failure);
            }
        };
    }

    /** Announces what the subscriber selects now and did not before, and the other way round. */
    private void refresh(Presence presence) {
        Set<String> now = new LinkedHashSet<>();
        hub.subscription(presence.key).selectors().forEach(selector -> now.add(TopicSelectors.text(selector)));
        Set<String> before = presence.topics;
        presence.topics = now;
        before.stream().filter(topic -> !now.contains(topic)).forEach(topic -> announce(presence, topic, false));
        now.stream().filter(topic -> !before.contains(topic)).forEach(topic -> announce(presence, topic, true));
    }

    /** Who has come back to another node has not ended, and is announced there. */
    private void endUnlessElsewhere(Presence presence) {
        hub.presence(presence.key.owner())
                .whenComplete((everywhere, failure) -> later(() -> {
                    if (presence.connections > 0) {
                        return;
                    }
                    if (failure == null
                            && everywhere.stream()
                                    .anyMatch(other -> other.subscriber().equals(presence.key))) {
                        present.remove(presence.key, presence);
                    } else {
                        end(presence);
                    }
                }));
    }

    private void end(Presence presence) {
        present.remove(presence.key, presence);
        presence.topics.forEach(topic -> announce(presence, topic, false));
    }

    private void announce(Presence presence, String topic, boolean active) {
        version++;
        ActiveSubscription subscription = presence.subscription(topic, active);
        String document = JSONObjectUtils.toJSONString(subscription.documentWithContext());
        hub.publish(new Publication(List.of(subscription.path()), true, Event.message(document)))
                .whenComplete((id, failure) -> {
                    if (failure != null) {
                        LOG.warn("{} could not be announced", subscription.path(), failure);
                    }
                });
    }

    /** Announces nothing any more. */
    @Override
    public void close() {
        worker.shutdownNow();
    }

    /** A subscriber that is there, or was a moment ago. */
    private static final class Presence {
        final SubscriberKey key;
        final String name;
        /** More than one while it is not known which of them is alive. */
        int connections;

        Set<String> topics = Set.of();

        @Nullable
        Object payload;

        @Nullable
        Future<?> ending;

        Presence(SubscriberKey key) {
            this.key = key;
            this.name = SubscriptionPaths.nameOf(key);
        }

        void stays() {
            if (ending != null) {
                ending.cancel(false);
                ending = null;
            }
        }

        ActiveSubscription subscription(String topic, boolean active) {
            return new ActiveSubscription(topic, name, active, payload);
        }

        List<ActiveSubscription> subscriptions(boolean active) {
            return topics.stream().map(topic -> subscription(topic, active)).toList();
        }
    }
}
