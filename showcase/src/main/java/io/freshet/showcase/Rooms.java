package io.freshet.showcase;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All rooms of all channels. Those that have closed are kept: an event that is late can still say so. */
interface Rooms extends Repository<Room, Long> {
    Room save(Room room);

    /** Waits until nobody else changes the room. None if it is not there, or has closed. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Room r where r.id = :id and r.channel = :channel and r.state <> CLOSED")
    Optional<Room> lock(String channel, long id);

    /** One statement, so that room and players belong to one moment. */
    @Query("select r from Room r left join fetch r.players where r.id = :id")
    Optional<Room> withPlayers(long id);

    /** Those that have not closed, the oldest first; one statement, so that all belong to one moment. */
    @Query(
            """
            select r from Room r left join fetch r.players
            where r.channel = :channel and r.state <> CLOSED order by r.id""")
    List<Room> present(String channel);

    @Query("select count(r) from Room r where r.channel = :channel and r.state <> CLOSED")
    long countPresent(String channel);
}
