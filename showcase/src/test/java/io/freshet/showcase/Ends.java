package io.freshet.showcase;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.SubscriberKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers why each subscriber's last connection ended. */
final class Ends implements HubListener {
    final Map<SubscriberKey, CloseReason> reasons = new ConcurrentHashMap<>();

    @Override
    public void ended(Connection connection, CloseReason reason) {
        reasons.put(connection.subscriber(), reason);
    }
}
