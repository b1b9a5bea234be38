package io.freshet.showcase;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The lunch hours of all stores: the latest of each. */
interface LunchHours extends Repository<LunchHour, Long> {
    LunchHour save(LunchHour hour);

    Optional<LunchHour> findById(long storeId);

    /** Waits until nobody else changes it. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select h from LunchHour h where h.storeId = :storeId")
    Optional<LunchHour> lock(long storeId);

    long countByBeganAtAfter(Instant moment);

    /** Those with guests who have not been served yet. */
    List<LunchHour> findByServedLessThan(int guests);
}
