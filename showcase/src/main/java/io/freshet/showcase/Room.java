package io.freshet.showcase;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * A room of a channel. It is open from the beginning, without anybody in it, and closes when somebody leaves and nobody is left in
 * it; whoever opened a room that nobody came to closes it by leaving, too.
 *
 * <p>Each change makes the version one higher, so a room must be locked to be changed.
 */
@Entity
@Table(name = "rooms")
class Room {
    static final int MAX_NAME = 100;
    static final int MAX_SEATS = 100;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @SuppressWarnings("UnusedVariable") // queries read it
    @Column(length = 64, nullable = false)
    private String channel;

    // A character that takes two of Java's chars counts as one.
    @Column(length = 2 * MAX_NAME, nullable = false)
    private String name;

    private int seats;

    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String opener;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(length = 16, nullable = false)
    private RoomState state;

    private long version;

    @ElementCollection
    @CollectionTable(name = "room_players")
    @OrderColumn(name = "place")
    @Column(name = "player", length = DemoUsers.MAX_NAME, nullable = false)
    private List<String> players = new ArrayList<>();

    /** For JPA. */
    protected Room() {}

    Room(Channel channel, String name, int seats, String opener) {
        this.channel = channel.name();
        this.name = name;
        this.seats = seats;
        this.opener = opener;
        this.state = RoomState.OPEN;
        this.version = 1;
    }

    Long id() {
        return id;
    }

    RoomState state() {
        return state;
    }

    boolean wasOpenedBy(String user) {
        return opener.equals(user);
    }

    boolean isEmpty() {
        return players.isEmpty();
    }

    boolean has(String user) {
        return players.contains(user);
    }

    /** A player takes a seat in a room that is open. */
    void join(String user) {
        players.add(user);
        become(players.size() < seats ? RoomState.OPEN : RoomState.FULL);
    }

    /** A player gives up their seat, if they have one. */
    void leave(String user) {
        players.remove(user);
        if (players.isEmpty()) {
            become(RoomState.CLOSED);
        } else {
            become(state == RoomState.STARTED ? RoomState.STARTED : RoomState.OPEN);
        }
    }

    void start() {
        become(RoomState.STARTED);
    }

    private void become(RoomState next) {
        state = next;
        version++;
    }

    Data data() {
        return new Data(id, name, seats, List.copyOf(players), state, version);
    }

    /** A room as answers and events carry it: whole, with the players in the order in which they came. */
    record Data(Long id, String name, int seats, List<String> players, RoomState state, long version) {}
}
