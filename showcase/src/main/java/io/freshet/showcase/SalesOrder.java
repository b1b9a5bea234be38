package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An order as it is stored. */
@Entity
@Table(name = "orders")
class SalesOrder {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @SuppressWarnings("UnusedVariable") // queries read it
    private long storeId;

    // A character that takes two of Java's chars counts as one for those who order.
    @Column(length = 2 * OrderRequest.MAX_MENU, nullable = false)
    private String menu;

    private long price;
    private long quantity;

    @Column(nullable = false)
    private Instant at;

    /** For JPA. */
    protected SalesOrder() {}

    SalesOrder(StoreId store, OrderRequest order, Instant at) {
        this.storeId = store.number();
        this.menu = order.menu();
        this.price = order.price();
        this.quantity = order.quantity();
        this.at = at;
    }

    Long id() {
        return id;
    }

    Instant at() {
        return at;
    }

    long sales() {
        return price * quantity;
    }
}
