package io.freshet.showcase;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All notifications of all users. */
interface Notifications extends Repository<Notification, Long> {
    Notification save(Notification notification);

    /** The newest first. */
    List<Notification> findByRecipientOrderByIdDesc(String recipient, Limit limit);
}
