package io.freshet.bench.faults;

import io.freshet.EventId;

/**
 * What a subscriber was told that it missed: everything behind one position, up to and with another.
 *
 * @param after the last position that it held before
 * @param upTo the position that it goes on from, perhaps of a later epoch
 */
record Gap(EventId after, EventId upTo) {
    boolean covers(EventId id, Ledger ledger) {
        if (after.sameEpoch(upTo)) {
            return id.sameEpoch(after) && id.isAfter(after) && !id.isAfter(upTo);
        }
        if (id.sameEpoch(after)) {
            return id.isAfter(after);
        }
        if (id.sameEpoch(upTo)) {
            return !id.isAfter(upTo);
        }
        int order = ledger.order(id.epoch());
        return order > ledger.order(after.epoch()) && order < ledger.order(upTo.epoch());
    }
}
