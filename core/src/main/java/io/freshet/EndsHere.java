package io.freshet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends connections of this node, because it was asked to, or because the log has that another node was. May be used by any thread. */
final class EndsHere {
    private final Subscribers subscribers;
    private final AdmissionControl admission;
    private final @Nullable Membership membership;

    EndsHere(Subscribers subscribers, AdmissionControl admission, @Nullable Membership membership) {
        this.subscribers = subscribers;
        this.admission = admission;
        this.membership = membership;
    }

    void endAll(CloseReason reason) {
        end(subscribers.allConnections(), reason);
    }

    /** @return how many have ended by this */
    int close(Owner owner, CloseReason reason) {
        return admission.end(connection -> connection.subscriber().owner().equals(owner), reason)
                + end(subscribers.connectionsOf(owner), reason);
    }

    /** @return how many have ended by this */
    int closeSession(String session, CloseReason reason) {
        return admission.end(connection -> session.equals(connection.request().session()), reason)
                + end(subscribers.connectionsOfSession(session), reason);
    }

    /** Ends a subscriber for good. */
    void leave(SubscriberKey subscriber) {
        end(subscribers.leave(subscriber), CloseReason.LEFT);
        admission.placeVacated(subscriber.owner());
    }

    /** @return whether it has ended by this */
    boolean goodbye(SubscriberKey subscriber, String connectionId) {
        return subscribers.connectionsOf(subscriber).stream()
                .anyMatch(
                        connection -> Ids.equal(connection.id(), connectionId) && connection.end(CloseReason.GOODBYE));
    }

    private static int end(List<Connection> connections, CloseReason reason) {
        return (int) connections.stream()
                .filter(connection -> connection.end(reason))
                .count();
    }

    /** Another node has ended connections that may be here. */
    void carryOut(Ending ending) {
        if (ending.target() instanceof Ending.OfOwner of) {
            carryOut(ending, of.owner());
        } else if (ending.target() instanceof Ending.OfSession of) {
            closeSession(of.session(), ending.reason());
        } else if (ending.target() instanceof Ending.OfSubscriber of) {
            carryOut(ending, of.subscriber());
        } else if (ending.target() instanceof Ending.OfConnection of) {
            goodbye(of.subscriber(), of.connection());
        }
    }

    /** Of one that is not decided on it is not known whether it came before: it is to ask again, and its right is looked at anew. */
    private void carryOut(Ending ending, Owner owner) {
        admission.end(
                connection -> connection.subscriber().owner().equals(owner),
                ending.reason().comeBack() ? ending.reason() : CloseReason.PLACE_LOST);
        end(
                subscribers.connectionsOf(owner).stream()
                        .filter(connection -> !ending.isOlderThan(connection))
                        .toList(),
                ending.reason());
    }

    /** Who has come since was taken for the one who left, with what that one selected: it is to ask again, as somebody new. */
    private void carryOut(Ending ending, SubscriberKey subscriber) {
        List<Connection> left = subscribers.leave(subscriber);
        if (membership != null && left.stream().anyMatch(ending::isOlderThan)) {
            membership.forget(subscriber);
        }
        left.forEach(connection ->
                connection.end(ending.isOlderThan(connection) ? CloseReason.PLACE_LOST : ending.reason()));
        admission.placeVacated(subscriber.owner());
    }
}
