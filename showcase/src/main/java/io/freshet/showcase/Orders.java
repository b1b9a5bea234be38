package io.freshet.showcase;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All orders of all stores. */
interface Orders extends Repository<SalesOrder, Long> {
    SalesOrder save(SalesOrder order);

    <T extends SalesOrder> List<T> saveAll(Iterable<T> orders);

    /** One statement, so that all that is read of a store belongs to one moment. */
    @Query(
            """
            select new io.freshet.showcase.MenuTotal(o.menu, count(o), sum(o.quantity), sum(o.price * o.quantity))
            from SalesOrder o where o.storeId = :storeId group by o.menu""")
    List<MenuTotal> totals(long storeId);

    /** The newest first. */
    List<SalesOrder> findByStoreIdOrderByIdDesc(long storeId, Limit limit);
}
